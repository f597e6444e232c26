package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import io.pulsemetrics.warehouse.Published;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final Layer HISTORY = Layer.tables("history", "history");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.00, '2026-03-01', 'open'), (2, 10, 4.00, '2026-03-01', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static InlineModel orders(boolean byTimestamp, boolean withAmount, SchemaChange change) {
        return InlineModel.define(HISTORY, "snap_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID);
            m.column("status", o.STATUS);
            var updated = m.column("updated_at", o.ORDERED_AT);
            if (withAmount) {
                m.column("amount", o.AMOUNT);
            }
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> {
                var snapshot = Materialization.snapshot(from, to, id).onSchemaChange(change);
                return config.materialized(byTimestamp ? snapshot.byTimestamp(updated) : snapshot);
            });
            return select -> select.from(o);
        });
    }

    private static InlineModel byColumns() {
        return orders(false, false, SchemaChange.FAIL);
    }

    private static InlineModel byTimestamp() {
        return orders(true, false, SchemaChange.FAIL);
    }

    private void run(String day, InlineModel... models) {
        var result = ModelRunner.of(Project.of(models), database.dataSource())
                .with(RunOptions.defaults().withThreads(1).withAsOf(Instant.parse(day + "T00:00:00Z")))
                .run(all());
        assertThat(result.failures()).isEmpty();
        assertThat(result.succeeded()).isTrue();
    }

    private List<String> versions() {
        return sql.fetch(
                        "select concat_ws(' ', coalesce(order_id::text, 'null'), status, valid_from::date,"
                                + " coalesce(valid_to::date::text, '-')) from history.snap_orders order by order_id, valid_from, valid_to")
                .getValues(0, String.class);
    }

    @Test
    void compares_columns_closes_what_is_gone_and_opens_what_comes_back() {
        database.execute("insert into shop.orders values (null, 10, 1.00, '2026-03-01', 'open')");
        run("2026-03-02", byColumns());
        database.execute(
                "update shop.orders set status = 'paid' where order_id = 1 or order_id is null",
                "delete from shop.orders where order_id = 2");
        run("2026-03-03", byColumns());
        run("2026-03-04", byColumns());
        database.execute("insert into shop.orders values (2, 10, 4.00, '2026-03-01', 'open')");
        run("2026-03-05", byColumns());

        assertThat(versions())
                .containsExactly(
                        "1 open 2026-03-02 2026-03-03",
                        "1 paid 2026-03-03 -",
                        "2 open 2026-03-02 2026-03-03",
                        "2 open 2026-03-05 -",
                        "null open 2026-03-02 2026-03-03",
                        "null paid 2026-03-03 -");
    }

    @Test
    void goes_by_the_timestamp_and_by_nothing_else() {
        run("2026-03-02", byTimestamp());
        database.execute(
                "update shop.orders set status = 'lost' where order_id = 1",
                "update shop.orders set status = 'paid', ordered_at = '2026-03-03' where order_id = 2");
        run("2026-03-05", byTimestamp());
        database.execute("delete from shop.orders where order_id = 2");
        run("2026-03-06", byTimestamp());
        database.execute("insert into shop.orders values (2, 10, 4.00, '2026-03-03', 'paid')");
        run("2026-03-07", byTimestamp());

        assertThat(versions())
                .containsExactly(
                        "1 open 2026-03-01 -",
                        "2 open 2026-03-01 2026-03-03",
                        "2 paid 2026-03-03 2026-03-06",
                        "2 paid 2026-03-07 -");
    }

    @Test
    void twice_changes_nothing_and_the_same_instant_again_corrects_the_version() {
        run("2026-03-02", byColumns());
        var before = sql.fetch("select ctid::text, xmin::text from history.snap_orders")
                .format();
        run("2026-03-02", byColumns());
        run("2026-03-03", byColumns());
        assertThat(sql.fetch("select ctid::text, xmin::text from history.snap_orders")
                        .format())
                .isEqualTo(before);

        database.execute("update shop.orders set status = 'paid' where order_id = 1");
        run("2026-03-02", byColumns());
        assertThat(versions()).containsExactly("1 paid 2026-03-02 -", "2 open 2026-03-02 -");
    }

    @Test
    void is_published_whatever_becomes_of_the_rest_and_read_as_it_will_be() {
        var report = InlineModel.define(HISTORY, "report", m -> {
            var s = m.ref(byColumns(), "s");
            m.column("versions", countLarge()).atLeast(3L);
            return select -> select.from(s)
                    .where(s.column("valid_to", LocalDateTime.class).isNotNull().or(inline(true)));
        });
        var project = Project.of(byColumns(), report);
        var runner = ModelRunner.of(project, database.dataSource());

        var failed = runner.with(RunOptions.defaults().withAsOf(Instant.parse("2026-03-02T00:00:00Z")))
                .run(all());
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.node("snap_orders").status()).isEqualTo(NodeStatus.PUBLISHED);
        assertThat(versions()).hasSize(2);

        var current = InlineModel.define(Layer.views("history", "history"), "current_orders", m -> {
            var s = m.current(byColumns(), "s");
            m.column("order_id", s.column("order_id", Long.class)).primaryKey();
            m.column("status", s.column("status", String.class));
            return select -> select.from(s);
        });
        runner = ModelRunner.of(Project.of(byColumns(), report, current), database.dataSource());
        database.execute("update shop.orders set status = 'paid' where order_id = 1");
        var passed = runner.with(RunOptions.defaults().withAsOf(Instant.parse("2026-03-03T00:00:00Z")))
                .run(all());
        assertThat(passed.succeeded()).isTrue();
        assertThat(sql.fetchValue("select versions from history.report")).isEqualTo(3L);
        assertThat(sql.fetchValues("select order_id || ' ' || status from history.current_orders order by 1"))
                .hasToString("[1 paid, 2 open]");
    }

    @Test
    void is_published_before_anything_else_is_looked_at() {
        var staged = InlineModel.define(Layer.views("history", "history"), "staged_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("status", o.STATUS);
            return select -> select.from(o);
        });
        var snapshot = InlineModel.define(HISTORY, "snap_orders", m -> {
            var o = m.ref(staged, "o");
            var id = m.column("order_id", o.column("order_id", Long.class));
            m.column("status", o.column("status", String.class));
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> config.materialized(Materialization.snapshot(from, to, id)));
            return select -> select.from(o);
        });
        var report = InlineModel.define(HISTORY, "report", m -> {
            var s = m.ref(snapshot, "s");
            m.column("half", DSL.field("{0} / 2", Integer.class, s.column("status", String.class)));
            return select -> select.from(s);
        });
        var events = new ArrayList<String>();
        var runner = ModelRunner.of(Project.of(staged, snapshot, report), database.dataSource())
                .with(RunOptions.defaults()
                        .withAsOf(Instant.parse("2026-03-02T00:00:00Z"))
                        .withListener(new RunListener() {
                            @Override
                            public void runStarted(String runId, Plan plan) {
                                events.add("started with " + plan.nodes().size());
                            }

                            @Override
                            public void nodeFinished(NodeResult node) {
                                events.add(node.name().name() + " " + node.status());
                            }
                        }));

        assertThatThrownBy(() -> runner.run(all()))
                .hasMessageContaining("history.report: operator does not exist: text / integer");

        assertThat(events).containsExactly("started with 3", "snap_orders PASSED");
        assertThat(versions()).containsExactly("1 open 2026-03-02 -", "2 open 2026-03-02 -");
        assertThat(sql.fetch(
                                "select status from pulse_state.runs union all select relation || ' ' || status from pulse_state.nodes")
                        .getValues(0, String.class))
                .containsExactly("failed", "history.snap_orders published");
        assertThat(sql.fetchValue("select to_regclass('history.staged_orders')"))
                .isNull();
        assertThat(sql.fetch("select from pg_namespace where nspname = 'history__build'"))
                .isEmpty();
    }

    @Test
    void is_in_the_result_and_in_the_ledger_once_when_all_goes_well() {
        var report = InlineModel.define(HISTORY, "report", m -> {
            var s = m.ref(byColumns(), "s");
            m.column("versions", countLarge());
            return select -> select.from(s);
        });

        var result = ModelRunner.of(Project.of(byColumns(), report), database.dataSource())
                .run(all());

        assertThat(result.nodes().values()).extracting(NodeResult::status).containsOnly(NodeStatus.PUBLISHED);
        assertThat(result.nodes().keySet()).extracting(RelationName::name).containsExactly("snap_orders", "report");
        assertThat(result.published().orElseThrow().created())
                .extracting(RelationName::name)
                .containsExactly("snap_orders", "report");
        assertThat(sql.fetch("select relation, status from pulse_state.nodes order by relation")
                        .map(row -> row.get(0) + " " + row.get(1)))
                .containsExactly("history.report published", "history.snap_orders published");
        assertThat(sql.fetchValue("select string_agg(status, ' ') from pulse_state.runs"))
                .isEqualTo("published");
    }

    @Test
    void alone_is_published_and_noted_in_one_transaction() {
        var events = new ArrayList<String>();
        var result = ModelRunner.of(Project.of(byColumns()), database.dataSource())
                .with(RunOptions.defaults().withListener(new RunListener() {
                    @Override
                    public void publishStarted() {
                        events.add("started");
                    }

                    @Override
                    public void nodePublished(NodeResult node) {
                        events.add(node.name().name());
                    }

                    @Override
                    public void publishFinished(Published published) {
                        events.add("finished");
                    }
                }))
                .run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(result.published().orElseThrow().transactions()).isOne();
        assertThat(events).containsExactly("started", "snap_orders", "finished");
        assertThat(sql.fetch("select r.status || ' ' || n.relation || ' ' || n.status from pulse_state.runs r"
                                + " join pulse_state.nodes n using (run_id)")
                        .getValues(0, String.class))
                .containsExactly("published history.snap_orders published");
    }

    @Test
    void notes_how_far_its_sources_went_when_it_was_taken() {
        var other = InlineModel.define(HISTORY, "other", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("orders", countLarge());
            return select -> select.from(o);
        });
        var project =
                Project.of(byColumns(), other).with(Source.of(Orders.ORDERS).loadedAt(Orders.ORDERS.ORDERED_AT));

        var result = ModelRunner.of(project, database.dataSource()).run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(sql.fetch("select source || ' ' || (loaded_up_to at time zone 'UTC')::date from pulse_state.sources")
                        .getValues(0, String.class))
                .containsExactly("shop.orders 2026-03-01");
    }

    @Test
    void keeps_the_columns_of_old_versions_when_columns_are_appended() {
        run("2026-03-02", orders(false, true, SchemaChange.FAIL));
        assertThatThrownBy(() -> run("2026-03-03", byColumns()))
                .hasMessageContaining("its columns are no longer those of the table: - amount numeric(12,2).");
        database.execute("update shop.orders set status = 'paid' where order_id = 1");

        run("2026-03-03", orders(false, false, SchemaChange.APPEND));

        assertThat(sql.fetch(
                                "select concat_ws(' ', order_id, status, coalesce(amount::text, 'null')) from history.snap_orders order by 1")
                        .getValues(0, String.class))
                .containsExactly("1 open 5.00", "1 paid null", "2 open 4.00");
    }

    @Test
    void refuses_two_rows_of_one_key() {
        database.execute("insert into shop.orders values (1, 10, 5.00, '2026-03-01', 'lost')");
        var result =
                ModelRunner.of(Project.of(byColumns()), database.dataSource()).run(all());

        assertThat(result.node("snap_orders").message())
                .contains(
                        "history.snap_orders: 1 values of the key order_id, valid_from occur in more than one row of what the"
                                + " query returns. Let the query return one row for each key, the latest for example with distinct on."
                                + " [key-twice]");
    }
}
