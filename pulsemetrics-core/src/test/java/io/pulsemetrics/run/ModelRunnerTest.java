package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelRunnerTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final RunOptions OPTIONS = RunOptions.defaults()
            .withAsOf(Instant.parse("2026-03-10T12:00:00Z"))
            .withThreads(2);

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final Project project = Project.of(STG_ORDERS, FCT_DAILY_SALES);
    private final ModelRunner runner =
            ModelRunner.of(project, database.dataSource()).with(OPTIONS);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid'), (2, 10, 4.50, '2026-03-01 11:00', ' PAID'),"
                        + " (3, 11, 7.00, '2026-03-02 10:00', 'open'), (4, 12, 1.00, '2026-03-02 10:00', 'paid'),"
                        + " (5, 12, 9.00, '2026-04-01 10:00', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void builds_audits_and_publishes_everything_and_the_result_is_read_with_types() {
        var result = runner.run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(result.node(FCT_DAILY_SALES).rows()).isEqualTo(2);
        assertThat(result.node("stg_orders").rows()).isEqualTo(5);
        assertThat(result.nodes().values()).extracting(NodeResult::status).containsOnly(NodeStatus.PUBLISHED);
        var rows = sql.selectFrom(FCT_DAILY_SALES).orderBy(FCT_DAILY_SALES.DAY).fetch();
        assertThat(rows.getValues(FCT_DAILY_SALES.DAY))
                .containsExactly(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2));
        assertThat(rows.getValues(FCT_DAILY_SALES.REVENUE))
                .containsExactly(new BigDecimal("10.00"), new BigDecimal("1.00"));
        assertThat(rows.getValues(FCT_DAILY_SALES.CUSTOMERS)).containsExactly(1L, 1L);
    }

    @Test
    void leaves_no_build_schema_and_notes_the_run_in_the_ledger() {
        var result = runner.run(all());

        assertThat(schemas()).containsExactly("marts", "public", "pulse_state", "shop", "staging");
        assertThat(sql.fetch("select run_id, target, status, as_of::text from pulse_state.runs")
                        .format())
                .contains(result.runId(), "default", "published", "2026-03-10 12:00:00");
        assertThat(sql.fetchValues("select relation || ' ' || status || ' ' || rows from pulse_state.nodes order by 1"))
                .hasToString("[marts.fct_daily_sales published 2, staging.stg_orders published 5]");
    }

    @Test
    void publishes_descriptions_as_comments() {
        runner.run(all());

        assertThat(sql.fetchValue("select obj_description('marts.fct_daily_sales'::regclass)"))
                .isEqualTo("Sales by day");
        assertThat(sql.fetchValue("select col_description('staging.stg_orders'::regclass, 3)"))
                .isEqualTo("What the customer paid, in USD");
    }

    @Test
    void publishes_nothing_when_a_check_fails_and_shows_the_offending_rows() {
        runner.run(all());
        database.execute(
                "insert into shop.orders values (6, 13, -2.00, '2026-03-03 10:00', 'paid'), (6, 13, 1, '2026-03-03', 'lost')");

        var result = runner.run(all());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.node(STG_ORDERS).status()).isEqualTo(NodeStatus.CHECK_FAILED);
        assertThat(result.node(STG_ORDERS).violated())
                .extracting(CheckResult::toString)
                .containsExactly(
                        "staging.stg_orders: order_id_unique (unique of order_id): 1 violation, "
                                + "for example (order_id=6, occurrences=2)",
                        "staging.stg_orders: amount_at_least (range of amount): 1 violation, "
                                + "for example (order_id=6)",
                        "staging.stg_orders: status_accepted_values (accepted_values of status): 1 violation, "
                                + "for example (order_id=6)");
        assertThat(result.node(FCT_DAILY_SALES).status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(result.node(FCT_DAILY_SALES).message()).contains("skipped, since staging.stg_orders failed");
        assertThat(sql.fetchCount(FCT_DAILY_SALES)).isEqualTo(2);
        assertThat(sql.fetchValues("select status from pulse_state.runs order by started_at"))
                .hasToString("[published, failed]");
        assertThat(schemas()).doesNotContain("marts__build", "staging__build");
    }

    @Test
    void builds_only_what_is_selected_and_reads_the_rest_as_published() {
        runner.run(all());
        database.execute("insert into shop.orders values (6, 13, 2.00, '2026-03-03 10:00', 'paid')");

        var result = runner.run(select("fct_daily_sales"));

        assertThat(result.nodes()).hasSize(1);
        assertThat(result.node(FCT_DAILY_SALES).rows()).isEqualTo(3);
    }

    @Test
    void says_which_parent_is_missing() {
        assertThatThrownBy(() -> runner.run(select("fct_daily_sales")))
                .isInstanceOf(PulseException.class)
                .hasMessage("marts.fct_daily_sales: it reads staging.stg_orders, which does not exist. "
                        + "Build it, too: select +fct_daily_sales. [missing-relation]");
    }

    @Test
    void compares_declared_types_with_what_postgresql_computes_before_anything_is_built() {
        var wrong = InlineModel.define(MARTS, "wrong", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("orders", DSL.count());
            m.column("total", DSL.field("{0}", SQLDataType.BIGINT, DSL.sum(o.AMOUNT)));
            return select -> select.from(o);
        });

        assertThatThrownBy(() -> ModelRunner.of(Project.of(STG_ORDERS, wrong), database.dataSource())
                        .with(OPTIONS)
                        .run(all()))
                .isInstanceOf(PulseException.class)
                .hasMessage("""
                        2 problems:
                          1. marts.wrong.orders: declared as Integer (integer), but PostgreSQL computes bigint, which is Long in \
                        Java. Change the expression or the declared type; count with countLarge(), or cast to the declared \
                        type. [type-mismatch]
                          2. marts.wrong.total: declared as Long (bigint), but PostgreSQL computes numeric, which is BigDecimal \
                        or BigInteger in Java. Change the expression or the declared type; a sum of bigint is numeric in \
                        PostgreSQL: declare BigDecimal, or cast to the declared type. [type-mismatch]""");
        assertThat(schemas()).containsExactly("public", "pulse_state", "shop");
    }

    @Test
    void refuses_plain_sql_that_would_read_what_the_last_run_published() {
        runner.run(all());
        var sneaky = InlineModel.define(MARTS, "sneaky", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("n", DSL.field("(select count(*) from staging.stg_orders)", SQLDataType.BIGINT));
            m.column("m", countLarge());
            return select -> select.from(o);
        });

        assertThatThrownBy(() -> ModelRunner.of(Project.of(STG_ORDERS, sneaky), database.dataSource())
                        .with(OPTIONS)
                        .run(all()))
                .hasMessage(
                        "marts.sneaky: its query names staging.stg_orders in plain SQL, and would read what the last run "
                                + "published. Declare it with ref(..) and pass the alias to the plain SQL as {0}. [undeclared-dependency]");
    }

    @Test
    void tells_what_postgresql_refuses_model_by_model() {
        var broken = InlineModel.define(MARTS, "broken", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("day", o.ORDERED_ON);
            m.column("orders", countLarge());
            return select -> select.from(o);
        });
        var child = InlineModel.define(MARTS, "child", m -> {
            var b = m.ref(broken, "b");
            m.column("day", b.column("day", LocalDate.class));
            return select -> select.from(b);
        });

        assertThatThrownBy(() -> ModelRunner.of(Project.of(STG_ORDERS, broken, child), database.dataSource())
                        .with(OPTIONS)
                        .run(all()))
                .hasMessageContaining(
                        "marts.broken: column \"o.ordered_on\" must appear in the GROUP BY clause or be used in an aggregate function");
    }

    @Test
    void goes_on_with_what_does_not_depend_on_a_failure() {
        var broken = InlineModel.define(MARTS, "broken", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("x", inline(1).div(o.ORDER_ID.cast(Integer.class).minus(inline(1))));
            return select -> select.from(o);
        });
        var child = InlineModel.define(MARTS, "child", m -> {
            var b = m.ref(broken, "b");
            m.column("x", b.column("x", Integer.class));
            return select -> select.from(b);
        });

        var result = ModelRunner.of(Project.of(STG_ORDERS, broken, child, FCT_DAILY_SALES), database.dataSource())
                .with(OPTIONS)
                .run(all());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.node("broken").message())
                .contains("marts__build.broken: division by zero (SQLSTATE 22012). "
                        + "Read PostgreSQL's message and mend the query or the data it reads. [statement-failed]");
        assertThat(result.node("child").status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(result.node(FCT_DAILY_SALES).status()).isEqualTo(NodeStatus.PASSED);
        assertThat(schemas()).doesNotContain("marts");
    }

    @Test
    void tells_of_what_is_skipped_after_what_failed_parents_before_children() {
        database.execute("insert into shop.orders values (6, 13, -2.00, '2026-03-03 10:00', 'paid')");
        var middle = InlineModel.define(MARTS, "middle", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("order_id", o.ORDER_ID).primaryKey();
            return select -> select.from(o);
        });
        var last = InlineModel.define(MARTS, "last", m -> {
            var o = m.ref(middle, "o");
            m.column("order_id", o.column("order_id", Long.class));
            return select -> select.from(o);
        });
        List<String> events = new ArrayList<>();

        ModelRunner.of(Project.of(STG_ORDERS, last, middle), database.dataSource())
                .with(OPTIONS.withListener(new RunListener() {
                    @Override
                    public void nodeFinished(NodeResult node) {
                        events.add(node.status() + " " + node.name());
                    }
                }))
                .run(all());

        assertThat(events)
                .containsExactly("CHECK_FAILED staging.stg_orders", "SKIPPED marts.middle", "SKIPPED marts.last");
    }

    @Test
    void tells_listeners_what_happens_in_order() {
        List<String> events = new ArrayList<>();
        runner.with(OPTIONS.withListener(new RunListener() {
                    @Override
                    public void runStarted(String runId, Plan plan) {
                        events.add("run of " + plan.nodes().size());
                    }

                    @Override
                    public void nodeStarted(PlannedNode node) {
                        events.add("build " + node.name());
                    }

                    @Override
                    public void nodeFinished(NodeResult node) {
                        events.add(node.status() + " " + node.name() + " " + node.rows());
                    }

                    @Override
                    public void publishStarted() {
                        events.add("publish");
                    }

                    @Override
                    public void runFinished(RunResult result) {
                        events.add("end " + result.succeeded());
                    }
                }))
                .run(all());

        assertThat(events)
                .containsExactly(
                        "run of 2",
                        "build staging.stg_orders",
                        "PASSED staging.stg_orders 5",
                        "build marts.fct_daily_sales",
                        "PASSED marts.fct_daily_sales 2",
                        "publish",
                        "end true");
    }

    @Test
    void says_who_holds_the_target() {
        var slow = new RunListener() {
            private String message = "";

            @Override
            public void publishStarted() {
                try {
                    runner.run(all());
                } catch (PulseException e) {
                    message = e.getMessage();
                }
            }
        };

        runner.with(OPTIONS.withListener(slow)).run(all());

        assertThat(slow.message)
                .startsWith("default: another run holds the target: session ")
                .contains("'pulsemetrics:default:")
                .endsWith(". [target-locked]");
    }

    @Test
    void checks_that_two_models_point_at_each_other_with() {
        var columns = new ArrayList<Column<Long>>();
        var left = InlineModel.define(MARTS, "a_left", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> columns.get(0));
            return select -> select.from(o);
        });
        var right = InlineModel.define(MARTS, "b_right", m -> {
            var l = m.ref(left, "l");
            m.column("id", l.column("id", Long.class)).references(() -> left.column("id", Long.class));
            return select -> select.from(l).where(l.column("id", Long.class).ne(inline(3L)));
        });
        columns.add(right.column("id", Long.class));

        var result = ModelRunner.of(Project.of(left, right), database.dataSource())
                .with(OPTIONS)
                .run(all());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.node(left).violated())
                .extracting(CheckResult::toString)
                .containsExactly(
                        "marts.a_left: id_relationship (relationships of id): 1 violation, for example (id=3)");
        assertThat(result.node(right).status()).isEqualTo(NodeStatus.PASSED);
    }

    private List<String> schemas() {
        return sql.fetch("select nspname from pg_namespace where nspname !~ '^pg_|^information_schema$' order by 1")
                .getValues(0, String.class);
    }
}
