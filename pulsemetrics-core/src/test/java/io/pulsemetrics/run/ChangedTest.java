package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.EveryKind;
import io.pulsemetrics.state.RunHistory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would become what is there is left as it is, and nothing else is. */
class ChangedTest {
    private static final Layer STAGING = Layer.views("staging", "staging");
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Parameter<Integer> FACTOR =
            Parameter.of("factor", SQLDataType.INTEGER, 2, "What is multiplied");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    /** How the models are, which a test changes. */
    private String description = "Every order";

    private boolean checked = true;
    private int surcharge;
    private RunOptions options = RunOptions.defaults().withThreads(2).withAsOf(Instant.parse("2026-03-04T00:00:00Z"));

    @BeforeEach
    void load() {
        database.execute(EveryKind.sources());
        database.execute("create table shop.rates (rate numeric)", "insert into shop.rates values (1)");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** clean (view) over orders, paid (table) over clean, doubled (table) over paid, report (view) over paid. */
    private Project project() {
        var clean = InlineModel.define(STAGING, "clean", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("amount", o.AMOUNT.add(inline(surcharge)));
            m.column("status", o.STATUS);
            m.config(config -> config.describedAs(description));
            return select -> select.from(o);
        });
        var paid = InlineModel.define(MARTS, "paid", m -> {
            var c = m.ref(clean, "c");
            var id = m.column("order_id", c.column("order_id", Long.class));
            m.column("amount", c.column("amount", BigDecimal.class));
            if (checked) {
                m.check(Check.notNull(id));
            }
            return select ->
                    select.from(c).where(c.column("status", String.class).eq("paid"));
        });
        var doubled = InlineModel.define(MARTS, "doubled", m -> {
            var p = m.ref(paid, "p");
            m.column("amount", p.column("amount", BigDecimal.class).mul(m.parameter(FACTOR)));
            return select -> select.from(p);
        });
        var report = InlineModel.define(Layer.views("reports", "reports"), "report", m -> {
            var p = m.ref(paid, "p");
            m.column("amount", p.column("amount", BigDecimal.class));
            return select -> select.from(p);
        });
        return Project.of(clean, paid, doubled, report);
    }

    private ModelRunner runner() {
        return ModelRunner.of(project(), database.dataSource()).with(options.withChangedOnly());
    }

    /** What a run would build and why; then it runs and must do just that. */
    private String built() {
        return built(runner());
    }

    private static String built(ModelRunner runner) {
        var nodes = all().resolve(runner.selectionContext()).nodes();
        var due = runner.due(nodes);
        assertThat(runner.plan(nodes).nodes()).extracting(PlannedNode::name).containsExactlyElementsOf(due.keySet());
        var result = runner.run(nodes);
        assertThat(result.succeeded()).isTrue();
        assertThat(result.nodes()).hasSameSizeAs(nodes);
        assertThat(result.nodes().values())
                .allMatch(node -> (node.status() == NodeStatus.PUBLISHED) == due.containsKey(node.name())
                        && (node.status() == NodeStatus.UNCHANGED) != due.containsKey(node.name()));
        return due.entrySet().stream()
                .map(entry -> entry.getKey().name() + " " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    /** PostgreSQL tells what a session wrote within a second, unless it is asked to do so at once. */
    private void write(String statement) {
        database.execute(statement + "; select pg_stat_force_next_flush()");
    }

    private Object identity(String relation) {
        return sql.fetchValue("select '%s'::regclass::oid::text".formatted(relation));
    }

    @Test
    void everything_is_new_at_first_and_nothing_changed_afterwards() {
        assertThat(built()).isEqualTo("clean new; paid new; doubled new; report new");
        var before = identity("marts.paid");

        assertThat(built()).isEmpty();

        assertThat(identity("marts.paid")).isEqualTo(before);
        assertThat(sql.fetchValues("select status || ' ' || count(*) from pulse_state.nodes group by status"))
                .hasToString("[published 4]");
        assertThat(sql.fetchValues("select array_to_string(relations, ', ') from pulse_state.unchanged"))
                .hasToString("[staging.clean, marts.paid, marts.doubled, reports.report]");
        assertThat(sql.fetchValues("select status from pulse_state.runs")).hasToString("[published, published]");
        assertThat(sql.fetchValues("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
    }

    @Test
    void what_is_left_is_a_result_that_says_since_when() {
        var first = runner().run(all());

        var second = runner().run(all());

        assertThat(second.node("paid").message()).contains("unchanged since run " + first.runId());
        assertThat(second.published()).isEmpty();
    }

    @Test
    void what_the_last_run_left_has_succeeded_in_it() {
        runner().run(all());
        var last = runner().run(all());

        var history = new RunHistory(sql);
        assertThat(history.runs("default", 2)).extracting(run -> run.nodes()).containsExactly(4L, 4L);
        assertThat(history.nodes(last.runId()))
                .containsExactly("marts.doubled", "marts.paid", "reports.report", "staging.clean");
        assertThat(names("result:success")).isEqualTo("clean paid doubled report");
        surcharge = 1;
        runner().run(select("paid", "doubled"));
        assertThat(names("result:success")).isEqualTo("paid doubled");
    }

    private String names(String selector) {
        return select(selector).resolve(runner().selectionContext()).nodes().stream()
                .map(node -> node.name().name())
                .collect(Collectors.joining(" "));
    }

    @Test
    void a_run_that_finds_nothing_to_do_says_the_same_few_things_to_the_database_for_one_node_as_for_all() {
        runner().run(all());

        var ofOne = statements("clean");
        var ofAll = statements("clean", "paid", "doubled", "report");

        assertThat(ofAll).isEqualTo(ofOne).hasSizeLessThan(40);
        assertThat(ofAll).noneMatch(statement -> statement.matches("(?is)(create|comment|drop|alter|grant).*"));
    }

    private List<String> statements(String... names) {
        var recorded = new RecordedStatements();
        var runner =
                ModelRunner.of(project(), recorded.of(database.dataSource())).with(options.withChangedOnly());
        assertThat(runner.run(select(names)).nodes().values())
                .hasSize(names.length)
                .allMatch(node -> node.status() == NodeStatus.UNCHANGED);
        return recorded.all();
    }

    @Test
    void only_what_is_built_gets_a_build_schema() {
        runner().run(all());
        surcharge = 1;

        var recorded = new RecordedStatements();
        ModelRunner.of(project(), recorded.of(database.dataSource()))
                .with(options.withChangedOnly())
                .run(select("clean", "report"));

        assertThat(recorded.all().stream()
                        .filter(statement -> statement.contains("CREATE SCHEMA \"staging__build\"")
                                || statement.contains("CREATE SCHEMA \"reports__build\"")))
                .containsExactly("CREATE SCHEMA \"staging__build\"; COMMENT ON SCHEMA \"staging__build\" IS '%s'"
                        .formatted(BuildNames.MARKER));
    }

    @Test
    void a_run_that_finds_nothing_to_do_sweeps_what_a_killed_run_left_and_nothing_of_others() {
        runner().run(all());
        database.execute(
                "create schema marts__build",
                "comment on schema marts__build is '%s'".formatted(BuildNames.MARKER),
                "create table marts__build.paid ()");

        assertThat(built()).isEmpty();

        assertThat(sql.fetchValues("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
        database.execute("create schema marts__build", "create table marts__build.paid ()");
        assertThatThrownBy(() -> runner().run(all()))
                .hasMessage(
                        "schema marts__build: it has the name of a build schema, but was not made by PulseMetrics. Rename it, or let"
                                + " every run empty it with COMMENT ON SCHEMA marts__build IS '%s'. [foreign-schema]"
                                        .formatted(BuildNames.MARKER));
    }

    @Test
    void a_run_that_builds_everything_notes_it_for_one_that_does_not() {
        ModelRunner.of(project(), database.dataSource()).with(options).run(all());

        assertThat(built()).isEmpty();
    }

    @Test
    void rows_that_change_in_a_source_reach_tables_through_views_which_stay() {
        runner().run(all());
        var view = identity("staging.clean");
        for (var change : new String[] {
            "insert into shop.orders values (3, 10, 1, '2026-03-01', 'paid')",
            "update shop.orders set amount = 7 where order_id = 3",
            "delete from shop.orders where order_id = 3",
            "truncate shop.orders"
        }) {
            write(change);

            assertThat(built())
                    .isEqualTo(
                            "paid data changed: shop.orders; doubled parent changed: marts.paid; report parent changed: marts.paid");
            assertThat(built()).isEmpty();
        }
        assertThat(identity("staging.clean")).isEqualTo(view);
        assertThat(sql.fetchValues("select count(*) from marts.paid")).hasToString("[0]");
    }

    @Test
    void rows_that_change_in_a_table_that_is_not_read_change_nothing() {
        runner().run(all());

        write("insert into shop.rates values (2)");

        assertThat(built()).isEmpty();
    }

    @Test
    void a_changed_query_is_built_and_what_reads_it() {
        runner().run(all());
        surcharge = 1;

        assertThat(built())
                .isEqualTo("clean code changed; paid parent changed: staging.clean; doubled parent changed: marts.paid;"
                        + " report parent changed: marts.paid");
        assertThat(built()).isEmpty();
    }

    @Test
    void changed_descriptions_and_checks_are_published_and_asked_without_what_reads_the_view() {
        runner().run(all());
        description = "All orders";

        assertThat(built()).isEqualTo("clean configuration changed");
        assertThat(sql.fetchValue("select obj_description('staging.clean'::regclass)"))
                .isEqualTo("All orders");

        checked = false;
        assertThat(built())
                .isEqualTo(
                        "paid configuration changed; doubled parent changed: marts.paid; report parent changed: marts.paid");
        assertThat(built()).isEmpty();
    }

    @Test
    void a_parameter_matters_to_those_who_use_it_and_as_of_to_nobody_here() {
        runner().run(all());

        options = options.withAsOf(Instant.parse("2026-03-05T00:00:00Z"));
        assertThat(built()).isEmpty();

        options = options.withParameter(FACTOR, 3);
        assertThat(built()).isEqualTo("doubled parameter changed: factor");
        assertThat(built()).isEmpty();
    }

    @Test
    void as_of_matters_to_a_query_that_uses_it_and_to_a_table_that_is_brought_up_to_date() {
        var dated = InlineModel.define(MARTS, "dated", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("as_of", m.parameter(Parameter.AS_OF));
            return select -> select.from(o);
        });
        UnaryOperator<RunOptions> day = it -> it.withAsOf(Instant.parse("2026-03-06T00:00:00Z"));
        var project = Project.of(dated, EveryKind.APPENDED, EveryKind.VERSIONS);
        var runner = ModelRunner.of(project, database.dataSource()).with(options.withChangedOnly());
        runner.run(all());

        assertThat(built(runner)).isEmpty();
        assertThat(built(runner.with(day.apply(options).withChangedOnly())))
                .isEqualTo("dated parameter changed: as_of; appended parameter changed: as_of");
    }

    @Test
    void what_somebody_else_replaced_or_dropped_is_built() {
        runner().run(all());
        database.execute(
                "drop view reports.report",
                "alter table marts.doubled rename to other",
                "create table marts.doubled as select * from marts.other");

        assertThat(built()).isEqualTo("doubled replaced; report new");
    }

    @Test
    void a_parent_that_was_built_without_its_children_makes_them_due() {
        runner().run(all());
        ModelRunner.of(project(), database.dataSource()).with(options).run(select("paid"));

        assertThat(built()).isEqualTo("doubled parent changed: marts.paid; report parent changed: marts.paid");
    }

    @Test
    void what_a_check_refers_to_makes_it_due_because_the_check_could_fail_now() {
        var parent = InlineModel.define(MARTS, "rates", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("as_of", m.parameter(Parameter.AS_OF));
            return select -> select.from(o);
        });
        var child = InlineModel.define(MARTS, "child", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID).references(() -> parent.column("order_id", Long.class));
            return select -> select.from(o);
        });
        var runner =
                ModelRunner.of(Project.of(parent, child), database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        assertThat(built(runner)).isEmpty();

        assertThat(built(runner.with(
                        options.withAsOf(Instant.parse("2026-03-09T00:00:00Z")).withChangedOnly())))
                .isEqualTo("rates parameter changed: as_of; child parent changed: marts.rates");
    }

    @Test
    void a_view_with_checks_is_due_when_rows_change_since_they_have_to_be_asked_again() {
        var checkedView = InlineModel.define(STAGING, "checked", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID).notNull();
            return select -> select.from(o);
        });
        var runner =
                ModelRunner.of(Project.of(checkedView), database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        write("insert into shop.orders values (null)");

        var result = runner.run(all());

        assertThat(result.node("checked").status()).isEqualTo(NodeStatus.CHECK_FAILED);
    }

    @Test
    void a_failed_run_leaves_it_due() {
        runner().run(all());
        write("insert into shop.orders values (null, 10, 1, '2026-03-01', 'paid')");
        assertThat(runner().run(all()).node("paid").status()).isEqualTo(NodeStatus.CHECK_FAILED);
        database.execute("delete from shop.orders where order_id is null");

        assertThat(built())
                .isEqualTo(
                        "paid data changed: shop.orders; doubled parent changed: marts.paid; report parent changed: marts.paid");
    }

    @Test
    void a_change_while_the_run_builds_is_found_by_the_next() {
        var listener = new RunListener() {
            private boolean done;

            @Override
            public synchronized void nodeFinished(NodeResult result) {
                if (result.name().name().equals("paid") && !done) {
                    done = true;
                    write("insert into shop.orders values (9, 10, 1, '2026-03-01', 'paid')");
                }
            }
        };
        ModelRunner.of(project(), database.dataSource())
                .with(options.withListener(listener))
                .run(all());
        assertThat(sql.fetchValues("select count(*) from marts.paid")).hasToString("[1]");

        assertThat(built())
                .isEqualTo(
                        "paid data changed: shop.orders; doubled parent changed: marts.paid; report parent changed: marts.paid");
        assertThat(sql.fetchValues("select count(*) from marts.paid")).hasToString("[2]");
    }

    @Test
    void statistics_that_are_reset_tell_nothing_so_that_everything_with_data_is_built() {
        runner().run(all());
        database.execute("select pg_stat_reset()");

        assertThat(built())
                .isEqualTo(
                        "paid data changed: shop.orders; doubled parent changed: marts.paid; report parent changed: marts.paid");
        assertThat(built()).isEmpty();
    }

    @Test
    void parts_of_a_partitioned_source_count_and_a_view_does_not_tell() {
        database.execute(
                "alter table shop.orders rename to all_orders",
                "create table shop.orders (like shop.all_orders) partition by range (order_id)",
                "create table shop.few partition of shop.orders for values from (0) to (100)",
                "insert into shop.orders select * from shop.all_orders; select pg_stat_force_next_flush()");
        runner().run(all());
        assertThat(built()).isEmpty();
        write("insert into shop.orders values (3, 10, 1, '2026-03-01', 'paid')");
        assertThat(built()).startsWith("paid data changed: shop.orders;");

        database.execute(
                "drop view staging.clean cascade",
                "drop table shop.orders",
                "create view shop.orders as select * from shop.all_orders");
        runner().run(all());

        assertThat(built())
                .isEqualTo(
                        "paid data cannot be compared: shop.orders; doubled parent changed: marts.paid; report parent changed: marts.paid");
    }

    @Test
    void a_source_that_says_when_rows_were_loaded_tells_even_if_it_is_a_view() {
        database.execute(
                "alter table shop.orders rename to all_orders",
                "create view shop.orders as select * from shop.all_orders");
        var project = project().with(Source.of(ORDERS).loadedAt(ORDERS.ORDERED_AT));
        var runner = ModelRunner.of(project, database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        assertThat(built(runner)).isEmpty();

        database.execute("insert into shop.all_orders values (3, 10, 1, '2026-03-03', 'paid')");

        assertThat(built(runner)).startsWith("paid data changed: shop.orders;");
        assertThat(built(runner)).isEmpty();
    }

    @Test
    void a_table_that_hides_in_plain_sql_counts_too() {
        var hidden = InlineModel.define(MARTS, "hidden", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("rate", DSL.field("(select max(rate) from shop.rates)", BigDecimal.class));
            return select -> select.from(o);
        });
        var runner = ModelRunner.of(Project.of(hidden), database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        assertThat(built(runner)).isEmpty();

        write("insert into shop.rates values (2)");

        assertThat(built(runner)).isEqualTo("hidden data changed: shop.rates");
        assertThat(built(runner)).isEmpty();
    }

    @Test
    void what_is_ephemeral_counts_as_a_part_of_what_reads_it() {
        var runner = ModelRunner.of(ephemeral(0), database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        assertThat(built(runner)).isEmpty();

        assertThat(built(ModelRunner.of(ephemeral(1), database.dataSource()).with(options.withChangedOnly())))
                .isEqualTo("part code changed; whole parent changed: marts.part");
    }

    private static Project ephemeral(int more) {
        var part = InlineModel.define(MARTS, "part", m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID.add(inline(more)));
            m.config(config -> config.materialized(Materialization.ephemeral()));
            return select -> select.from(o);
        });
        var whole = InlineModel.define(MARTS, "whole", m -> {
            var p = m.ref(part, "p");
            m.column("order_id", p.column("order_id", Long.class));
            return select -> select.from(p);
        });
        return Project.of(part, whole);
    }

    @Test
    void a_project_of_every_kind_is_left_and_built_by_what_it_reads() {
        var runner = ModelRunner.of(EveryKind.project(), database.dataSource()).with(options.withChangedOnly());
        runner.run(all());
        assertThat(built(runner)).isEmpty();

        write("insert into shop.orders values (3, 10, 4.00, '2026-03-03', 'paid')");

        assertThat(built(runner))
                .contains(
                        "appended data changed: shop.orders",
                        "versions data changed: shop.orders",
                        "now parent changed")
                .contains(
                        "facts data changed: shop.orders",
                        "stored parent changed: marts.facts",
                        "report parent changed: ")
                .doesNotContain("seed_status");
        assertThat(built(runner)).isEmpty();
        assertThat(built(runner.with(options.withChangedOnly().withFullRefresh())))
                .startsWith(
                        "appended asked for; merged asked for; replaced asked for; by_day asked for; report parent changed: ");
    }

    @Test
    void another_target_and_what_is_read_there_have_their_own_state() {
        runner().run(all());
        var anna = Target.named("anna").withSchemas(SchemaMapping.prefix("anna_"));
        options = options.withTarget(anna).withDefer(Target.DEFAULT);
        var runner = runner();
        assertThat(runner.due(select("doubled").in(runner.project()))).hasToString("{anna_marts.doubled=new}");
        runner.run(select("doubled"));
        assertThat(runner.due(select("doubled").in(runner.project()))).isEmpty();

        ModelRunner.of(project(), database.dataSource())
                .with(RunOptions.defaults())
                .run(select("paid"));

        assertThat(runner.due(select("doubled").in(runner.project())))
                .hasToString("{anna_marts.doubled=data changed: marts.paid}");
    }
}
