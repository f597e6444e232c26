package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Bounds;
import io.pulsemetrics.check.Changes;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a project expects of the tables that others fill. */
class SourcesTest {
    private static final RelationName NAME = new RelationName("shop", "orders");
    private static final Source SOURCE = Source.of(ORDERS)
            .identifiedBy(ORDERS.ORDER_ID)
            .loadedAt(ORDERS.ORDERED_AT)
            .freshness(Duration.ofHours(6), Duration.ofDays(1))
            .checks(
                    Check.notNull(ORDERS.CUSTOMER_ID),
                    Check.unique(ORDERS.ORDER_ID),
                    Check.atLeast(ORDERS.AMOUNT, BigDecimal.ZERO).warn());

    private final TestPostgres database = TestPostgres.database();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5, '2026-03-01 10:00', 'paid'), (2, 10, 7, '2026-03-02', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static InlineModel other() {
        return InlineModel.define(Layer.tables("marts", "marts"), "days", m -> {
            m.column("day", inline(1));
            return select -> select;
        });
    }

    private static Project project(Source source) {
        return Project.of(STG_ORDERS, FCT_DAILY_SALES, other()).with(source);
    }

    private ModelRunner runner(Source source, String now) {
        var clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return ModelRunner.of(project(source), database.dataSource())
                .with(clock)
                .with(RunOptions.defaults().withThreads(2));
    }

    private static String violated(NodeResult result) {
        return result.violated().stream().map(CheckResult::toString).collect(joining("; "));
    }

    @Test
    void checks_of_a_source_are_asked_like_those_of_a_model() {
        database.execute("insert into shop.orders values (1, null, -1, null, 'paid')");
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");
        var checks =
                select("source:shop.orders").resolve(runner.selectionContext()).checks();

        var results = runner.check(checks, result -> {});

        assertThat(results).hasSize(1);
        assertThat(results.getFirst().status()).isEqualTo(NodeStatus.CHECK_FAILED);
        assertThat(results.getFirst().rows()).isEqualTo(3);
        assertThat(violated(results.getFirst()))
                .isEqualTo("shop.orders: customer_id_not_null (not_null of customer_id): 1 violation, for example"
                        + " (order_id=1); shop.orders: amount_at_least (range of amount): 1 violation, for example"
                        + " (order_id=1); shop.orders: order_id_unique (unique of order_id): 1 violation, for example"
                        + " (order_id=1, occurrences=2)");
    }

    @Test
    void an_empty_source_passes_its_checks_and_is_never_fresh() {
        database.execute("truncate shop.orders");
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");
        var checks =
                select("source:shop.orders").resolve(runner.selectionContext()).checks();

        assertThat(runner.check(checks, result -> {}).getFirst().violated()).isEmpty();
        var freshness = runner.freshness(Set.of(NAME)).getFirst();
        assertThat(freshness.status()).isEqualTo(Freshness.Status.ERROR);
        assertThat(freshness).hasToString("shop.orders: there is no row that was ever loaded, and may be 1 d");
    }

    @Test
    void freshness_is_the_age_of_the_newest_row_that_counts() {
        assertThat(freshness(SOURCE, "2026-03-02T06:00:00Z")).isEqualTo("PASS the newest row is 6 h old");
        assertThat(freshness(SOURCE, "2026-03-02T06:00:01Z"))
                .isEqualTo("WARN the newest row is 6 h old, which is reported after 6 h");
        assertThat(freshness(SOURCE, "2026-03-03T00:30:00Z"))
                .isEqualTo("ERROR the newest row is 1 d old, and may be 1 d");
        assertThat(freshness(SOURCE, "2026-03-01T00:00:00Z")).isEqualTo("PASS the newest row is 0 s old");
        var paid = SOURCE.with(
                new Freshness(Optional.empty(), Optional.of(Duration.ofHours(12)), ORDERS.STATUS.eq(inline("paid"))));
        assertThat(freshness(paid, "2026-03-01T23:00:30Z"))
                .isEqualTo("ERROR the newest row is 13 h old, and may be 12 h");
        assertThat(freshness(paid, "2026-03-01T12:30:30Z")).isEqualTo("PASS the newest row is 2 h 30 min old");
    }

    private String freshness(Source source, String now) {
        var found = runner(source, now).freshness(Set.of(NAME)).getFirst();
        return found.status() + " " + found.message();
    }

    @Test
    void a_source_that_is_gone_is_an_error_among_the_results() {
        database.execute("drop table shop.orders");

        var found =
                runner(SOURCE, "2026-03-02T06:00:00Z").freshness(Set.of(NAME)).getFirst();

        assertThat(found.status()).isEqualTo(Freshness.Status.ERROR);
        assertThat(found.message()).contains("relation \"shop.orders\" does not exist");
    }

    @Test
    void a_source_that_fails_stops_what_reads_it_and_nothing_else() {
        database.execute("insert into shop.orders values (3, null, 1, '2026-03-02', 'paid')");
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");

        assertThat(runner.run(all()).succeeded()).isFalse();
        var result = runner.with(RunOptions.defaults()
                        .withSourcesFirst()
                        .withPublishing(Publishing.WHOLE.in(PublishMode.PASSING)))
                .run(all());

        assertThat(result.sources().getFirst().failed()).isTrue();
        assertThat(result.node("stg_orders").status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(result.node("stg_orders").message()).contains("skipped, since shop.orders failed");
        assertThat(result.node("fct_daily_sales").status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(result.node("days").status()).isEqualTo(NodeStatus.PUBLISHED);
    }

    @Test
    void a_stale_source_stops_a_run_that_is_asked_to_look_and_warnings_do_not() {
        var asked = RunOptions.defaults().withSourcesFirst();
        var warned = runner(SOURCE, "2026-03-02T12:00:00Z").with(asked);
        var stale = runner(SOURCE, "2026-03-05T00:00:00Z");

        assertThat(warned.run(all()).sources().getFirst().failed()).isFalse();
        assertThat(stale.with(asked).run(all()).succeeded()).isFalse();
        assertThat(stale.run(all()).succeeded()).isTrue();
        assertThat(stale.run(all()).sources()).isEmpty();
    }

    @Test
    void a_view_that_is_not_built_again_passes_on_that_its_source_failed() {
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");
        runner.run(all());
        database.execute("update shop.orders set customer_id = null");

        var result = runner.with(RunOptions.defaults().withSourcesFirst()).run(select("fct_daily_sales"));

        assertThat(result.node("fct_daily_sales").message()).contains("skipped, since shop.orders failed");
    }

    @Test
    void what_a_model_hides_is_hidden_in_the_source_it_comes_from() {
        var hiding = InlineModel.define(Layer.views("staging", "staging"), "quiet", m -> {
            var o = m.source(ORDERS, "o");
            m.column("status", lower(o.STATUS)).sensitive();
            return select -> select.from(o);
        });
        var source = Source.of(ORDERS)
                .sensitive(ORDERS.AMOUNT)
                .checks(Check.acceptedValues(ORDERS.STATUS, List.of("paid"))
                        .showing(ORDERS.STATUS, ORDERS.AMOUNT, ORDERS.ORDER_ID)
                        .storedRows(10));
        var runner = ModelRunner.of(Project.of(hiding).with(source), database.dataSource());

        var result = runner.check(all().resolve(runner.selectionContext()).checks(), node -> {});

        assertThat(violated(result.getFirst()))
                .isEqualTo("shop.orders: status_accepted_values (accepted_values of status): 1 violation, for example"
                        + " (order_id=2)");
        var kept = result.getFirst().checks().getFirst().stored();
        assertThat(kept).contains(new RelationName("pulse_audit", "source_shop_orders__status_accepted_values"));
        assertThat(DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                        .fetch("select * from pulse_audit.source_shop_orders__status_accepted_values")
                        .format())
                .contains("order_id|customer_id|ordered_at")
                .doesNotContain("open");
    }

    @Test
    void a_source_is_fresher_until_everything_below_it_was_built_from_its_newest_rows() {
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");
        assertThat(nodes(runner)).isEqualTo("stg_orders fct_daily_sales");

        runner.run(all());
        assertThat(nodes(runner)).isEmpty();

        database.execute("insert into shop.orders values (3, 10, 1, '2026-03-03', 'paid')");
        assertThat(nodes(runner)).isEqualTo("stg_orders fct_daily_sales");

        runner.run(select("stg_orders"));
        assertThat(nodes(runner)).isEqualTo("stg_orders fct_daily_sales");

        runner.run(Selector.fresherSources().withDescendants());
        assertThat(nodes(runner)).isEmpty();
    }

    @Test
    void a_run_that_published_nothing_has_seen_nothing() {
        var runner = runner(SOURCE, "2026-03-02T01:00:00Z");
        database.execute("update shop.orders set status = 'lost'");

        assertThat(runner.run(all()).succeeded()).isFalse();

        assertThat(nodes(runner)).isEqualTo("stg_orders fct_daily_sales");
    }

    private static String nodes(ModelRunner runner) {
        return select("source_status:fresher+").resolve(runner.selectionContext()).nodes().stream()
                .map(Object::toString)
                .collect(joining(" "));
    }

    @Test
    void fresher_asks_for_a_source_that_knows_when_rows_were_loaded() {
        var runner = ModelRunner.of(Project.of(STG_ORDERS), database.dataSource());

        assertThatThrownBy(() -> nodes(runner))
                .hasMessage(
                        "selector 'source_status:fresher': needs to know when rows were loaded, and no source says"
                                + " so. Declare the sources: project.with(Source.of(ORDERS).loadedAt(ORDERS.LOADED_AT)). [selector]");
    }

    @Test
    void says_everything_that_is_wrong_with_declarations() {
        var wrong = List.of(
                SOURCE.checks(Check.notNull(ORDERS.CUSTOMER_ID), Changes.rowCountGrowth(Bounds.atLeast(0))),
                Source.of(ORDERS).checks(Check.relationship(ORDERS.STATUS, () -> null)));

        assertThatThrownBy(() -> Project.of(STG_ORDERS).with(wrong))
                .isInstanceOf(PulseException.class)
                .hasMessage("""
                        4 problems:
                          1. shop.orders: two checks are named customer_id_not_null. Rename or remove one of them. [check-twice]
                          2. shop.orders: its check row_count_growth compares with what was last published, and a source is not \
                        published. Put the check on a model that reads the source. [wrong-reference]
                          3. shop.orders: the source is declared twice. Declare it in one place. [name-twice]
                          4. shop.orders.status: it references nothing. Name a column of a relation: \
                        references(() -> DIM_USERS.USER_ID). [wrong-reference]""");
        assertThatThrownBy(() -> Source.of(STG_ORDERS))
                .hasMessage("stg_orders: Source.of(..) was given a model or a seed. Declare checks where the model or"
                        + " seed is declared. [wrong-dependency]");
        assertThatThrownBy(() -> Source.of(ORDERS.as("o")))
                .hasMessage("o: Source.of(..) was given a table that is aliased or has no schema. Give it the table"
                        + " itself, with its schema: Source.of(ORDERS). [wrong-dependency]");
        assertThatThrownBy(() -> Source.of(ORDERS).loadedAt(ORDERS.as("o").ORDERED_AT))
                .hasMessage("orders has no column \"o\".\"ordered_at\"");
        assertThatThrownBy(() -> Source.of(ORDERS).freshness(Duration.ofDays(1), Duration.ofDays(2)))
                .hasMessage("orders has freshness and no loadedAt(..), which comes before");
        assertThatThrownBy(() -> SOURCE.freshness(Duration.ofDays(2), Duration.ofDays(1)))
                .hasMessage("a source is warned of after PT48H and in error after PT24H: the first must not be longer");
        assertThatThrownBy(() -> SOURCE.freshness(Duration.ZERO, Duration.ofDays(1)))
                .hasMessage("a limit of PT0S is not positive");
    }
}
