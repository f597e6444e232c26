package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.model;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.EveryKind.FACTS;
import static io.pulsemetrics.shop.EveryKind.REPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.EveryKind;
import io.pulsemetrics.shop.Orders;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target is a set of schemas of its own, in which everything works as where it is declared. */
class TargetTest {
    private static final Target ANNA = Target.named("dev_anna")
            .withSchemas(SchemaMapping.prefix("dev_anna_"))
            .withThreads(2);

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final Project project = EveryKind.project();

    @BeforeEach
    void load() {
        database.execute(EveryKind.sources());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(Target target, String day) {
        return ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults()
                        .withTarget(target)
                        .withThreads(2)
                        .withAsOf(Instant.parse(day + "T00:00:00Z"))
                        .withPublishing(Publishing.WHOLE.keeping(2)));
    }

    /** Every relation outside of PostgreSQL's own schemas and the sources. */
    private List<String> relations(String pattern) {
        return sql.fetchValues("""
                        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.relkind in ('r', 'v', 'm') and n.nspname !~ '^(pg_|information_schema|shop)' and n.nspname ~ '%s' order by 1
                        """.formatted(pattern)).stream()
                .map(String::valueOf)
                .toList();
    }

    @Test
    void stands_beside_what_is_published_with_everything_that_belongs_to_it() {
        runner(Target.DEFAULT, "2026-03-03").run(all());
        var published = relations("");
        database.execute("insert into shop.orders values (3, 10, 4.00, '2026-03-03', 'paid')");
        var before = sql.fetch("select * from reports.report order by 1").format();

        assertThat(runner(ANNA, "2026-03-04").run(all()).succeeded()).isTrue();
        assertThat(runner(ANNA, "2026-03-05").run(all()).succeeded()).isTrue();

        assertThat(relations("^(?!dev_anna_)")).isEqualTo(published);
        assertThat(relations("^dev_anna_(?!.*__kept)"))
                .isEqualTo(published.stream()
                        .map(name -> "dev_anna_" + name)
                        .sorted()
                        .toList());
        assertThat(sql.fetch("select * from reports.report order by 1").format())
                .isEqualTo(before);
        assertThat(sql.fetchValues("select order_id from dev_anna_reports.report order by 1"))
                .hasToString("[2, 3]");
        assertThat(sql.fetchValues("select count(*) from dev_anna_marts.appended"))
                .hasToString("[3]");
        assertThat(sql.fetchValues("select target || ' ' || status from dev_anna_pulse_state.runs"))
                .hasToString("[dev_anna published, dev_anna published]");
        assertThat(sql.fetchValues("select target || ' ' || status from pulse_state.runs"))
                .hasToString("[default published]");
        assertThat(relations("__kept"))
                .contains("dev_anna_marts__kept1.facts")
                .noneMatch(name -> name.startsWith("marts"));
    }

    @Test
    void gives_its_relations_comments_keys_and_indexes_that_point_at_itself() {
        runner(ANNA, "2026-03-04").run(all());

        assertThat(sql.fetchValue("select obj_description('dev_anna_marts.facts'::regclass)"))
                .isEqualTo("Paid orders");
        assertThat(
                        sql.fetchValues(
                                "select conrelid::regclass || ' ' || coalesce(nullif(confrelid, 0)::regclass::text, 'pk') from pg_constraint"
                                        + " where contype in ('p', 'f') and connamespace::regnamespace::text = 'dev_anna_marts' order by 1"))
                .hasToString("[dev_anna_marts.facts dev_anna_reference.seed_status, dev_anna_marts.facts pk]");
        assertThat(sql.fetchValues("select indexname from pg_indexes where schemaname = 'dev_anna_marts' order by 1"))
                .hasToString(
                        "[by_day_day_idx, facts_by_order, facts_pkey, merged_order_id_idx, replaced_order_id_idx, stored_order_id_idx]");
        assertThat(relations("^(marts|staging|reference|reports|history|pulse)"))
                .isEmpty();
    }

    @Test
    void is_read_by_an_application_with_the_types_of_the_models() {
        runner(ANNA, "2026-03-04").run(all());
        var facts = FACTS.as("f");

        var read = DSL.using(database.dataSource(), SQLDialect.POSTGRES, ANNA.settings(project))
                .select(facts.column("order_id", Long.class))
                .from(facts)
                .fetch();

        assertThat(read.getValues(0, Long.class)).containsExactly(2L);
    }

    @Test
    void is_selected_by_the_names_that_are_declared_and_by_its_own() {
        var runner = runner(ANNA, "2026-03-04");

        assertThat(names(runner.plan(model(REPORT)).nodes())).containsExactly("dev_anna_reports.report");
        assertThat(names(runner.plan(select("reports.report")).nodes())).containsExactly("dev_anna_reports.report");
        assertThat(names(runner.plan(select("dev_anna_reports.*")).nodes())).containsExactly("dev_anna_reports.report");
        assertThat(names(runner.plan(select("schema:reports")).nodes())).containsExactly("dev_anna_reports.report");
        assertThat(names(runner.plan(select("source:shop.orders+1,config.materialized:view"))
                        .nodes()))
                .containsExactly("dev_anna_staging.clean");
        assertThat(runner.plan(model(REPORT)).nodes().getFirst().select())
                .contains("\"dev_anna_marts\".\"stored\"", "\"dev_anna_marts\".\"merged\"");
    }

    private static List<String> names(List<PlannedNode> nodes) {
        return nodes.stream().map(node -> node.name().toString()).toList();
    }

    @Test
    void takes_nodes_that_were_selected_from_the_project_as_it_is_declared() {
        var nodes = select("clean").in(project);

        assertThat(runner(ANNA, "2026-03-04").run(nodes).nodes().keySet()).hasToString("[dev_anna_staging.clean]");
    }

    @Test
    void asks_checks_of_its_own_relations_and_keeps_offending_rows_by_itself() {
        var bad = InlineModel.define(Layer.tables("marts", "marts"), "bad", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID);
            m.check(Check.atMost(id, 1L).warn().storedRows(5));
            return select -> select.from(o);
        });
        var runner = ModelRunner.of(Project.of(bad), database.dataSource())
                .with(RunOptions.defaults().withTarget(ANNA));

        var result = runner.run(all());
        var checks = all().resolve(runner.selectionContext()).checks();
        var checked = runner.check(checks, node -> {});

        assertThat(result.node("bad").violated().getFirst().stored())
                .hasToString("Optional[dev_anna_pulse_audit.bad__order_id_at_most]");
        assertThat(checked.getFirst().name()).hasToString("dev_anna_marts.bad");
        assertThat(checked.getFirst().violated()).hasSize(1);
        assertThat(sql.fetchValue("select to_regnamespace('pulse_audit')::text"))
                .isNull();
    }

    @Test
    void rolls_back_what_it_published_itself() {
        runner(Target.DEFAULT, "2026-03-03").run(all());
        var anna = runner(ANNA, "2026-03-03");
        anna.run(all());
        database.execute("insert into shop.orders values (3, 10, 4.00, '2026-03-02', 'paid')");
        anna.run(all());

        var rolledBack = anna.rollback();

        assertThat(rolledBack.replaced())
                .isNotEmpty()
                .allMatch(name -> name.schema().startsWith("dev_anna_"));
        assertThat(sql.fetchValues("select order_id from dev_anna_marts.facts")).hasToString("[2]");
    }

    @Test
    void two_targets_run_at_once_and_one_target_once() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var listener = new RunListener() {
            @Override
            public void publishStarted() {
                inside.countDown();
                await(go);
            }
        };
        try (var pool = Executors.newSingleThreadExecutor()) {
            var first = pool.submit(() -> ModelRunner.of(project, database.dataSource())
                    .with(RunOptions.defaults().withTarget(ANNA).withListener(listener))
                    .run(all()));
            await(inside);
            try {
                assertThat(runner(Target.DEFAULT, "2026-03-03").run(all()).succeeded())
                        .isTrue();
                assertThat(runner(ANNA.called("dev_bob").withSchemas(SchemaMapping.suffix("_bob")), "2026-03-03")
                                .run(all())
                                .succeeded())
                        .isTrue();
                assertThatThrownBy(() -> runner(ANNA, "2026-03-03").run(all()))
                        .isInstanceOf(PulseException.class)
                        .hasMessageStartingWith("dev_anna: another run holds the target: session ");
                assertThatThrownBy(() ->
                                runner(ANNA.called("anna_too"), "2026-03-03").run(all()))
                        .isInstanceOf(PulseException.class)
                        .hasMessageStartingWith(
                                "anna_too: a run of another target builds in schema dev_anna_history: session ")
                        .hasMessageEndingWith(
                                ". Give one of the targets schemas of its own, or wait until the run ends. [target-locked]");
            } finally {
                go.countDown();
            }
            assertThat(first.get().succeeded()).isTrue();
        }
        assertThat(relations("__build|__old")).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void gives_threads_and_parameters_unless_the_run_does() {
        var least = Parameter.of("least", SQLDataType.INTEGER, 1, "How many at least");
        var target = ANNA.withParameter(least, 2);
        var options = RunOptions.defaults().withTarget(target);

        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.parameters()).hasToString("{least=2}");
        assertThat(options.withThreads(3).withParameter(least, 4).threads()).isEqualTo(3);
        assertThat(options.withParameter(least, 4).parameters()).hasToString("{least=4}");
        assertThat(RunOptions.defaults().withThreads(3).withTarget(target).threads())
                .isEqualTo(3);
    }

    @Test
    void is_refused_when_a_name_becomes_too_long() {
        var prefix = "a_prefix_that_is_too_long_for_some_schema_of_all_";

        assertThatThrownBy(() -> project.in(SchemaMapping.prefix(prefix)))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        ("schema %1$sreference: so reference is called in the target, and the name of its build schema is over"
                                        + " PostgreSQL's 63 bytes. Take a shorter prefix or suffix, or rename the schema in the target:"
                                        + " it has at most 56 bytes. [name-too-long]")
                                .formatted(prefix));
    }

    @Test
    void is_refused_when_it_would_replace_a_source() {
        var copy = InlineModel.define(Layer.tables("clean", "clean"), "orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o);
        });

        assertThatThrownBy(() -> Project.of(copy).in(SchemaMapping.AS_DECLARED.renaming("clean", "shop")))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "shop.orders: so clean.orders is called in the target, and so is a source, which it would replace."
                                + " Take another prefix, suffix or name of the schema. [target]");
    }

    @Test
    void has_no_settings_for_an_application_if_sources_stand_among_the_models() {
        var beside = InlineModel.define(Layer.tables("shop", "shop"), "beside", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o);
        });
        var mixed = Project.of(beside);

        assertThat(ModelRunner.of(mixed, database.dataSource())
                        .with(RunOptions.defaults().withTarget(ANNA))
                        .run(all())
                        .succeeded())
                .isTrue();
        assertThat(sql.fetchValues("select count(*) from dev_anna_shop.beside")).hasToString("[2]");
        assertThatThrownBy(() -> ANNA.settings(mixed))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "target dev_anna: source shop.orders stands in a schema that models are declared in, and jOOQ's render mapping"
                                + " would move it, too. Declare the models in another schema, or read them with a configuration of your own."
                                + " [target]");
    }
}
