package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.EveryKind;
import java.time.Instant;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run does not build is read in another target. */
class DeferTest {
    private static final Target ANNA = Target.named("dev_anna").withSchemas(SchemaMapping.prefix("dev_anna_"));

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final Project project = EveryKind.project();

    @BeforeEach
    void publish() {
        database.execute(EveryKind.sources());
        runner(RunOptions.defaults()).run(all());
        database.execute("insert into shop.orders values (3, 10, 4.00, '2026-03-02', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(RunOptions options) {
        return ModelRunner.of(project, database.dataSource())
                .with(options.withThreads(2).withAsOf(Instant.parse("2026-03-04T00:00:00Z")));
    }

    private ModelRunner anna() {
        return runner(RunOptions.defaults().withTarget(ANNA).withDefer(Target.DEFAULT));
    }

    private Object rows(String relation) {
        return sql.fetchValues("select order_id from %s order by 1".formatted(relation))
                .toString();
    }

    @Test
    void reads_what_its_target_lacks_where_the_other_has_it() {
        var result = anna().run(select("facts", "stored"));

        assertThat(result.succeeded()).isTrue();
        assertThat(result.node("facts").sql()).contains("\"staging\".\"clean\"", "\"reference\".\"seed_status\"");
        assertThat(rows("dev_anna_marts.facts")).isEqualTo("[2, 3]");
        assertThat(rows("dev_anna_marts.stored")).isEqualTo("[2, 3]");
        assertThat(rows("marts.facts")).isEqualTo("[2]");
        assertThat(sql.fetchValue("select to_regclass('dev_anna_staging.clean')"))
                .isNull();
    }

    @Test
    void reads_what_its_target_has_there_unless_the_other_is_preferred() {
        anna().run(select("merged"));

        var own = anna().run(select("report"));
        var other = runner(RunOptions.defaults()
                        .withTarget(ANNA)
                        .withDefer(Deferral.to(Target.DEFAULT).preferring()))
                .run(select("report"));

        assertThat(own.node("report").sql()).contains("\"dev_anna_marts\".\"merged\"", "\"marts\".\"stored\"");
        assertThat(other.node("report").sql()).contains("\"marts\".\"merged\"", "\"marts\".\"stored\"");
    }

    @Test
    void keeps_views_off_the_other_target_which_could_not_publish_beneath_them() {
        var result = anna().run(select("report", "stored", "paid"));

        assertThat(result.nodes().values())
                .extracting(node -> node.name() + " " + node.kind())
                .containsExactlyInAnyOrder(
                        "dev_anna_marts.paid table", "dev_anna_marts.stored table", "dev_anna_reports.report table");
        assertThat(sql.fetchValues("select indexname from pg_indexes where schemaname = 'dev_anna_marts'"))
                .hasToString("[stored_order_id_idx]");
        assertThat(runner(RunOptions.defaults())
                        .run(all())
                        .published()
                        .orElseThrow()
                        .repointed())
                .isEmpty();

        var whole = runner(RunOptions.defaults().withTarget(ANNA)).run(all());

        assertThat(whole.succeeded()).isTrue();
        assertThat(whole.node("report").kind()).hasToString("view");
        assertThat(whole.node("stored").kind()).hasToString("materialized view");
    }

    @Test
    void reads_a_snapshot_of_the_other_target_in_its_current_versions() {
        assertThat(anna().run(select("now")).succeeded()).isTrue();

        assertThat(rows("dev_anna_marts.now")).isEqualTo("[1, 2]");
    }

    @Test
    void asks_checks_where_the_relations_are() {
        anna().run(select("facts"));
        var runner = anna();
        var checks =
                select("facts", "by_day").resolve(runner.selectionContext()).checks();

        var results = runner.check(checks, node -> {});

        assertThat(results)
                .extracting(node -> node.name() + " " + node.status())
                .containsExactlyInAnyOrder("dev_anna_marts.facts PASSED", "marts.by_day PASSED");
        assertThat(results.stream().flatMap(node -> node.checks().stream()))
                .extracting(check -> check.check().name())
                .contains("status_relationship");
    }

    @Test
    void compiles_and_plans_with_the_names_that_would_be_read() {
        var runner = anna();

        var plan = runner.plan(select("report"));
        var compiled = runner.compile(select("report").in(runner.project()));

        assertThat(plan.nodes().getFirst().select()).contains("\"marts\".\"merged\"");
        assertThat(plan.nodes().getFirst().elsewhere()).hasToString("[marts.merged, marts.stored]");
        assertThat(compiled)
                .extracting(PlannedNode::select)
                .allMatch(select -> select.contains("\"marts\".\"merged\""));
    }

    @Test
    void names_both_places_where_a_relation_is_not() {
        var other = Target.named("other").withSchemas(SchemaMapping.suffix("_2"));

        assertThatThrownBy(() -> runner(RunOptions.defaults().withTarget(ANNA).withDefer(other))
                        .run(select("facts")))
                .isInstanceOf(PulseException.class)
                .hasMessageContaining(
                        "dev_anna_marts.facts: it reads dev_anna_reference.seed_status, which does not exist; neither does"
                                + " reference_2.seed_status in target other. Build it, too: select +facts. [missing-relation]");
    }
}
