package io.pulsemetrics.models;

import static io.pulsemetrics.models.RawRow.at;
import static io.pulsemetrics.models.RawRow.event;
import static io.pulsemetrics.models.RawRow.payment;
import static io.pulsemetrics.models.RawRow.session;
import static io.pulsemetrics.models.RawRow.subscription;
import static io.pulsemetrics.models.RawRow.trial;
import static io.pulsemetrics.models.RawRow.use;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.lineage.ColumnLineage;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.SourceResult;
import io.pulsemetrics.select.Selector;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class SaasModelsTest {
    private static final String AS_OF = "2026-02-10T12:00";

    /** Of the grid of fct_feature_adoption: the features are a list, not data. */
    private static final String CONSTANTS = "feature";

    private static SaasWarehouse small(DataSource source) {
        return new SaasWarehouse(source)
                .land(
                        user(1, "2025-12-31T23:59")
                                .with(USERS.IS_ACTIVATED, true)
                                .with(USERS.ACTIVATED_AT, at("2026-01-01T00:00"))
                                .with(USERS.FIRST_NAME, "Ada"),
                        user(2, "2026-01-01T00:00"),
                        session(1, 1, "2026-01-31T23:55"),
                        event(1, 1, 1, "2026-01-31T23:59"),
                        use(2, 1, 1, "2026-02-01T00:00", "reports"),
                        trial(1, 1, "2026-01-01T00:00", "professional").ended("2026-01-15T00:00", "trial_ended"),
                        subscription(2, 1, "2026-01-15T00:00"),
                        subscription(3, 2, "2026-01-31T23:59").ended("2026-02-05T00:00", "cancelled"),
                        payment(1, 1, 2, 1, "2026-01-15T00:01"),
                        payment(2, 2, 3, 2, "2026-01-31T23:59"));
    }

    @Test
    void are_a_valid_project_with_nothing_to_warn_of() {
        assertThat(SaasModels.project().warnings()).isEmpty();
    }

    @Test
    void show_where_every_column_comes_from() {
        for (var model : SaasModels.models()) {
            var lineage = Lineage.of(model.query());

            assertThat(lineage.opaque()).as(model.getName()).isEmpty();
            assertThat(lineage.strays()).as(model.getName()).isEmpty();
            assertThat(lineage.columns())
                    .as(model.getName())
                    .noneMatch(column -> column.opaque())
                    .filteredOn(column -> column.origins().isEmpty())
                    .extracting(ColumnLineage::name)
                    .isSubsetOf(CONSTANTS);
        }
    }

    @Test
    void are_described_and_keyed() {
        for (var relation : SaasModels.all()) {
            assertThat(description(relation)).as(relation.getName()).isNotBlank();
            assertThat(relation.columns()).extracting(Column::description).doesNotContain("");
            assertThat(relation.primaryKey()).as(relation.getName()).isNotEmpty();
        }
    }

    private static String description(Relation<?> relation) {
        return switch (relation) {
            case Model<?> model -> model.config().description();
            case io.pulsemetrics.model.Seed<?> seed -> seed.config().description();
            case io.pulsemetrics.model.Step<?> ignored -> "";
        };
    }

    @Test
    void keep_to_themselves_who_a_user_is() {
        assertThat(SaasModels.all().stream()
                        .flatMap(relation -> relation.columns().stream())
                        .filter(Column::isSensitive)
                        .map(column -> column.relation().getName() + "." + column.getName()))
                .containsExactly(
                        "stg_users.email",
                        "stg_users.first_name",
                        "stg_users.last_name",
                        "dim_users.email",
                        "dim_users.full_name");
    }

    @Test
    void pass_every_check_on_clean_data(DataSource source) {
        var result = small(source).run(AS_OF);

        assertThat(SaasWarehouse.problems(result)).isEmpty();
        assertThat(result.nodes().values().stream()
                        .mapToInt(n -> n.checks().size())
                        .sum())
                .isGreaterThan(100);
    }

    @Test
    void expect_of_the_raw_tables_what_clean_data_has(DataSource source) {
        small(source);
        var runner = ModelRunner.of(SaasModels.project(), source)
                .with(Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC));
        var sources = Selector.select("resource_type:source").resolve(runner.selectionContext());

        var results = runner.check(sources.checks(), result -> {});

        assertThat(results).hasSize(5).allMatch(result -> result.checks().size() >= 4);
        assertThat(results)
                .allMatch(result -> result.status() == NodeStatus.PASSED
                        && result.violated().isEmpty());
        assertThat(runner.freshness(sources.sources()))
                .hasSize(5)
                .allMatch(found -> found.status() == Freshness.Status.PASS);
    }

    @Test
    void say_of_an_empty_raw_table_that_it_was_not_loaded(DataSource source) {
        var runner = ModelRunner.of(SaasModels.project(), source)
                .with(RunOptions.defaults().withSourcesFirst());

        var result = runner.run(Selector.select("+fct_daily_metrics"));

        assertThat(result.sources()).hasSize(5).allMatch(SourceResult::failed);
        assertThat(result.sources().get(2).violated())
                .extracting(Object::toString)
                .containsExactly(
                        "raw.events: event_id_at_least_one (at_least_one of event_id): 1 violation, for example"
                                + " (values=0)");
        assertThat(result.node("stg_events").message()).contains("skipped, since raw.events failed");
        assertThat(result.node("fct_daily_metrics").status()).isEqualTo(NodeStatus.SKIPPED);
    }

    @Test
    void build_on_an_empty_warehouse(DataSource source) {
        var result = new SaasWarehouse(source).run(AS_OF);

        assertThat(SaasWarehouse.problems(result)).isEmpty();
        assertThat(result.nodes().values().stream()
                        .filter(node -> node.rows() > 0)
                        .map(NodeResult::name))
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "staging.seed_plan",
                        "staging.seed_channel",
                        "analytics.dim_plan",
                        "analytics.dim_channel",
                        "analytics.dim_date",
                        "analytics.fct_channel_economics");
    }

    @Test
    void give_the_same_rows_in_every_session_time_zone(DataSource source) {
        var warehouse = small(source).build(AS_OF);

        for (var model : SaasModels.models()) {
            var utc = warehouse.computed(model, AS_OF, "UTC");
            assertThat(utc).as(model.getName()).isNotEmpty();
            assertThat(warehouse.computed(model, AS_OF, "Pacific/Auckland"))
                    .as(model.getName())
                    .isEqualTo(utc);
            assertThat(warehouse.computed(model, AS_OF, "America/Los_Angeles"))
                    .as(model.getName())
                    .isEqualTo(utc);
        }
    }

    @Test
    void answer_for_mrr_by_month_of_start(DataSource source) {
        assertThat(small(source).build(AS_OF).query("""
                        SELECT date_trunc('month', created_at) AS month, SUM(monthly_value) AS mrr
                        FROM analytics.fct_subscriptions WHERE status = 'active' GROUP BY month ORDER BY month;
                        """)).containsExactly("2026-01-01 00:00:00.0 | 29.00");
    }

    @Test
    void answer_for_users_retained_by_cohort(DataSource source) {
        assertThat(small(source).build("2026-01-30T23:59").query("""
                        SELECT date_trunc('month', signup_date) AS cohort_month, COUNT(DISTINCT user_id) AS cohort_size,
                               COUNT(DISTINCT CASE WHEN days_since_signup >= 30 THEN user_id END) AS retained_30d
                        FROM analytics.dim_users GROUP BY cohort_month ORDER BY cohort_month;
                        """))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("| 1 | 1");
    }
}
