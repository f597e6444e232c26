package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Explanation.Break;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.Reason;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a plan says, and that a run does what it said. */
class PlanningTest {
    private static final Layer STAGING = Layer.views("staging", "staging");
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    /** The shop: its orders, sales of them by day, brought up to date by interval, and the days that had sales. */
    private record Shop(InlineModel orders, InlineModel days, InlineModel busy) {
        Project project() {
            return Project.of(orders, days, busy);
        }
    }

    private static Shop shop(Condition wanted) {
        var orders = InlineModel.define(STAGING, "stg_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("ordered_at", o.ORDERED_AT);
            return select -> select.from(o).where(wanted);
        });
        var days = InlineModel.define(MARTS, "days", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
            var date = m.column("day", day);
            m.column("orders", DSL.countLarge());
            m.config(config -> config.materialized(Materialization.interval(date, Grain.DAY)
                    .beginningAt(LocalDate.of(2026, 3, 1).atStartOfDay())));
            return select -> select.from(o).groupBy(day);
        });
        var busy = InlineModel.define(MARTS, "busy", m -> {
            var o = m.ref(orders, "o");
            m.column("order_id", o.column("order_id", Long.class));
            return select -> select.from(o);
        });
        return new Shop(orders, days, busy);
    }

    private final Shop shop = shop(DSL.noCondition());

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.00, '2026-03-01 10:00', 'paid'), (2, 10, 4.00, '2026-03-02 11:00', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(Project project, String asOf) {
        return ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults().withThreads(1).withAsOf(Instant.parse(asOf)));
    }

    private Explanation explain(Project project, String asOf) {
        var runner = runner(project, asOf);
        return runner.explain(runner.plan(all()));
    }

    private static List<Reason> reasons(Explanation explanation) {
        return explanation.nodes().stream().map(it -> it.reason()).toList();
    }

    private static Explanation.Explained node(Explanation explanation, String name) {
        return explanation.nodes().stream()
                .filter(it -> it.node().name().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void says_why_each_node_is_built() {
        var fresh = explain(shop.project(), "2026-03-02T12:00:00Z");
        assertThat(reasons(fresh)).containsOnly(Reason.NEW);
        assertThat(sql.fetchExists(DSL.table("pg_namespace"), DSL.condition("nspname = 'pulse_state'")))
                .as("planning writes nothing")
                .isFalse();

        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        var later = explain(shop.project(), "2026-03-04T12:00:00Z");

        assertThat(node(later, "stg_orders").reason()).isEqualTo(Reason.SELECTED);
        assertThat(node(later, "busy").reason()).isEqualTo(Reason.SELECTED);
        assertThat(node(later, "days").reason()).isEqualTo(Reason.INTERVAL_MISSING);
        assertThat(node(later, "days").intervals())
                .containsExactly(
                        TimeRange.of(LocalDateTime.parse("2026-03-02T00:00"), LocalDateTime.parse("2026-03-05T00:00")));

        database.execute("drop table marts.busy");
        assertThat(node(explain(shop.project(), "2026-03-04T12:00:00Z"), "busy").reason())
                .isEqualTo(Reason.NEW);
    }

    @Test
    void shows_how_the_query_differs_from_the_one_that_was_last_published() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        var changed = shop(Orders.ORDERS.as("o").STATUS.eq(DSL.inline("paid"))).project();

        var explanation = explain(changed, "2026-03-02T12:00:00Z");

        assertThat(node(explanation, "stg_orders").reason()).isEqualTo(Reason.CHANGED);
        assertThat(node(explanation, "stg_orders").difference())
                .startsWith("--- staging.stg_orders as published", "+++ staging.stg_orders as planned")
                .contains(" from \"shop\".\"orders\" as \"o\"", "+where \"o\".\"status\" = 'paid'");
        assertThat(node(explanation, "busy").reason()).isEqualTo(Reason.PARENT_CHANGED);
        assertThat(node(explanation, "busy").difference()).isEmpty();

        var runner = runner(changed, "2026-03-02T12:00:00Z");
        var part = runner.explain(runner.plan(select("stg_orders")));
        assertThat(part.skipped())
                .containsExactlyInAnyOrder(
                        new Explanation.Skipped(new RelationName("marts", "days"), Optional.empty()),
                        new Explanation.Skipped(
                                new RelationName("marts", "busy"),
                                Optional.of(new RelationName("staging", "stg_orders"))));
    }

    @Test
    void a_query_that_stays_the_same_is_kept_once() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        runner(shop.project(), "2026-03-03T12:00:00Z").run(all());

        assertThat(sql.fetchValue("select count(*) from pulse_state.queries")).isEqualTo(3L);
    }

    @Test
    void names_the_readers_outside_the_plan_that_lose_a_column_or_get_another_type() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        database.execute(
                "create view public.late as select ordered_at from staging.stg_orders",
                "create view public.all_days as select day, orders from marts.days");
        var orders = InlineModel.define(STAGING, "stg_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID.cast(SQLDataType.CLOB));
            return select -> select.from(o);
        });
        var busy = InlineModel.define(MARTS, "busy", m -> {
            var o = m.ref(orders, "o");
            m.column("order_id", o.column("order_id", String.class));
            return select -> select.from(o);
        });
        var runner = runner(Project.of(orders, busy), "2026-03-02T12:00:00Z");

        var staging = new RelationName("staging", "stg_orders");
        assertThat(runner.explain(runner.plan(select("stg_orders"))).breaks())
                .containsExactlyInAnyOrder(
                        new Break(
                                new RelationName("public", "late"),
                                staging,
                                "ordered_at",
                                "timestamp without time zone",
                                Optional.empty()),
                        new Break(
                                new RelationName("marts", "busy"), staging, "order_id", "bigint", Optional.of("text")));
        assertThat(runner.explain(runner.plan(all())).breaks())
                .extracting(Break::toString)
                .containsExactly("public.late reads ordered_at of staging.stg_orders, which goes away");
    }

    @Test
    void reads_the_state_while_another_run_holds_the_target() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        var name = new SessionName("default", "other", SessionName.Role.PUBLISHER);
        try (var session = Session.open(database.dataSource(), name, SessionSettings.UNLIMITED)) {
            assertThat(TargetLock.tryAcquire(session, "default")).isInstanceOf(TargetLock.Attempt.Acquired.class);

            assertThat(node(explain(shop.project(), "2026-03-04T12:00:00Z"), "days")
                            .intervals())
                    .hasSize(1);
        }
    }

    @Test
    void the_runner_does_exactly_what_was_shown() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        var executed = new ArrayList<Plan>();
        var runner = runner(shop.project(), "2026-03-04T12:00:00Z");
        runner = runner.with(RunOptions.defaults().withThreads(1).withListener(new RunListener() {
            @Override
            public void runStarted(String runId, Plan plan) {
                executed.add(plan);
            }
        }));
        var shown = runner.plan(select("days", "busy"));

        var result = runner.run(shown);

        assertThat(executed).hasSize(1);
        assertThat(executed.getFirst()).isSameAs(shown);
        assertThat(ImmutableList.copyOf(result.nodes().keySet()))
                .containsExactlyElementsOf(
                        shown.nodes().stream().map(node -> node.name()).toList());
        shown.nodes()
                .forEach(node ->
                        assertThat(result.node(node.name().name()).sql()).isEqualTo(node.select()));
        assertThat(result.parameters()).isEqualTo(shown.parameters());
    }

    @Test
    void a_plan_that_is_not_what_there_is_to_do_any_more_is_refused() {
        runner(shop.project(), "2026-03-02T12:00:00Z").run(all());
        var shown = runner(shop.project(), "2026-03-04T12:00:00Z").plan(all());
        runner(shop.project(), "2026-03-03T12:00:00Z").run(all());

        assertThatThrownBy(() -> runner(shop.project(), "2026-03-04T12:00:00Z").run(shown))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "plan: what is there has changed since it was made, so that it is not what there is to do for"
                                + " marts.days. Plan again. [plan-outdated]");
        assertThat(sql.fetchValue("select status from pulse_state.runs order by started_at desc limit 1"))
                .isEqualTo("published");
    }
}
