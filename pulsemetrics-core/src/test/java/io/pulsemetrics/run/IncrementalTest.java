package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each strategy computes, and how a table is brought up to date. */
class IncrementalTest extends IncrementalRuns {
    @Test
    void computes_the_intervals_that_are_missing_or_may_still_change_and_leaves_the_table_in_place() {
        run("2026-03-03T12:00:00Z", DAYS);
        var oid = oid("fct_days");
        database.execute(
                "insert into shop.orders values (3, 10, 1.00, '2026-03-02 23:00', 'paid'), (4, 11, 2.00, '2026-03-05 01:00', 'paid'),"
                        + " (5, 11, 2.00, '2026-02-01 01:00', 'paid')");

        var result = run("2026-03-05T12:00:00Z", DAYS);

        assertThat(rows("fct_days"))
                .containsExactly("(2026-03-01,1,5.00)", "(2026-03-02,2,5.00)", "(2026-03-05,1,2.00)");
        assertThat(oid("fct_days")).isEqualTo(oid);
        assertThat(result.node(DAYS).rows()).isEqualTo(3);
        assertThat(result.node(DAYS).sql()).contains("(select * from \"shop\".\"orders\" where \"ordered_at\" <");
    }

    @Test
    void fills_gaps_and_computes_a_range_again_when_asked() {
        run("2026-03-03T12:00:00Z", DAYS);
        run("2026-03-20T12:00:00Z", DAYS);
        database.execute(
                "update shop.orders set amount = 7 where order_id = 1",
                "insert into shop.orders values (6, 12, 3.00, '2026-03-04 01:00', 'paid')");

        run("2026-03-20T12:00:00Z", DAYS);
        assertThat(rows("fct_days")).containsExactly("(2026-03-01,1,5.00)", "(2026-03-02,1,4.00)");

        var backfill = TimeRange.of(LocalDateTime.parse("2026-03-01T10:00"), LocalDateTime.parse("2026-03-04T10:00"));
        runner("2026-03-20T12:00:00Z", DAYS)
                .with(options("2026-03-20T12:00:00Z").withBackfill(backfill))
                .run(all());
        assertThat(rows("fct_days"))
                .containsExactly("(2026-03-01,1,7.00)", "(2026-03-02,1,4.00)", "(2026-03-04,1,3.00)");
    }

    @ParameterizedTest
    @EnumSource(PublishMode.class)
    void readers_of_the_same_run_see_the_table_as_it_will_be_and_views_end_up_on_the_table_itself(PublishMode mode) {
        var inner = InlineModel.define(MARTS, "inner_days", m -> {
            var d = m.ref(DAYS, "d");
            m.column("day", d.column("day", LocalDate.class));
            m.config(config -> config.materialized(Materialization.ephemeral()));
            return select -> select.from(d);
        });
        var view = InlineModel.define(Layer.views("marts", "marts"), "v_days", m -> {
            var d = m.ref(inner, "d");
            m.column("day", d.column("day", LocalDate.class));
            return select -> select.from(d);
        });
        var stored = InlineModel.define(MARTS, "mv_days", m -> {
            var d = m.ref(view, "d");
            m.column("day", d.column("day", LocalDate.class));
            m.config(config -> config.materialized(Materialization.materializedView()));
            return select -> select.from(d);
        });
        var counted = InlineModel.define(MARTS, "t_days", m -> {
            var d = m.ref(stored, "d");
            m.column("days", countLarge());
            m.column("last", DSL.max(d.column("day", LocalDate.class)));
            return select -> select.from(d);
        });
        for (var asOf : List.of("2026-03-03T12:00:00Z", "2026-03-04T12:00:00Z", "2026-03-05T12:00:00Z")) {
            var result = runner(asOf, DAYS, inner, view, stored, counted)
                    .with(options(asOf).withPublishing(Publishing.WHOLE.in(mode)))
                    .run(all());
            assertThat(result.succeeded()).isTrue();
            database.execute("insert into shop.orders values (7, 1, 1, '%s'::timestamp + interval '1 day', 'x')"
                    .formatted(asOf.substring(0, 10)));
        }

        assertThat(rows("t_days")).containsExactly("(4,2026-03-05)");
        assertThat(rows("mv_days")).hasSize(4);
        assertThat(sql.fetchValue("select pg_get_viewdef('marts.v_days'::regclass)")
                        .toString())
                .contains("FROM marts.fct_days");
        assertThat(sql.fetch("select relname, relkind::text from pg_class where relnamespace = 'marts'::regnamespace"
                                + " and relkind in ('r','v','m') order by 1")
                        .getValues(0, String.class))
                .containsExactly("fct_days", "mv_days", "t_days", "v_days");
    }

    @Test
    void a_failed_check_on_the_delta_changes_nothing() {
        var checked = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("amount", o.AMOUNT).atLeast(BigDecimal.ZERO);
            m.config(config -> config.materialized(Materialization.merge(id)));
            return select -> select.from(o);
        });
        run("2026-03-03T12:00:00Z", checked);
        database.execute("insert into shop.orders values (3, 10, -1.00, '2026-03-04 23:00', 'paid')");

        var result = runner("2026-03-05T12:00:00Z", checked).run(all());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.node(checked).violated())
                .extracting(CheckResult::violations)
                .containsExactly(1L);
        assertThat(rows("fct_orders")).containsExactly("(1,5.00)", "(2,4.00)");
        database.execute("update shop.orders set amount = 1 where order_id = 3");
        run("2026-03-06T12:00:00Z", checked);
        assertThat(rows("fct_orders")).containsExactly("(1,5.00)", "(2,4.00)", "(3,1.00)");
    }

    @Test
    void a_merge_that_changes_nothing_writes_no_row_and_null_is_a_key() {
        var model = latest(SchemaChange.FAIL, true);
        database.execute("insert into shop.orders values (null, 1, 1.00, '2026-03-02 00:00', 'x')");
        run("2026-03-03T12:00:00Z", model);
        var before =
                sql.fetch("select ctid::text, xmin::text from marts.fct_orders").format();
        database.execute(
                "insert into shop.orders select order_id, customer_id, amount, '2026-03-04', status from shop.orders");

        run("2026-03-05T12:00:00Z", model);

        assertThat(sql.fetch("select ctid::text, xmin::text from marts.fct_orders")
                        .format())
                .isEqualTo(before);
        database.execute("insert into shop.orders values (null, 1, 2.00, '2026-03-06', 'x')");
        run("2026-03-07T12:00:00Z", model);
        assertThat(rows("fct_orders")).containsExactly("(,2.00,x)", "(1,5.00,paid)", "(2,4.00,open)");
    }

    @Test
    void is_applied_together_with_everything_else_or_not_at_all() {
        var orders = latest(SchemaChange.FAIL, true);
        var copy = copy(orders, "amount");
        run("2026-03-03T12:00:00Z", DAYS, orders, copy);
        database.execute(
                "create view public.report as select amount from marts.copied",
                "insert into shop.orders values (3, 10, 1.00, '2026-03-04 23:00', 'paid')");
        var ledger = sql.fetch("select * from pulse_state.intervals").format();

        assertThatThrownBy(() -> run("2026-03-05T12:00:00Z", DAYS, orders, copy(orders, "status")))
                .hasMessageContaining("[view-cannot-follow]");

        assertThat(rows("fct_days")).hasSize(2);
        assertThat(rows("fct_orders")).hasSize(2);
        assertThat(sql.fetch("select * from pulse_state.intervals").format()).isEqualTo(ledger);
        run("2026-03-05T12:00:00Z", DAYS, orders, copy);
        assertThat(rows("fct_days")).hasSize(3);
        assertThat(rows("fct_orders")).hasSize(3);
        assertThat(sql.fetchValue("select count(*) from public.report")).isEqualTo(3L);
    }

    private static InlineModel copy(InlineModel orders, String column) {
        return InlineModel.define(MARTS, "copied", m -> {
            var o = m.ref(orders, "o");
            m.column(column, o.column(column, Object.class));
            return select -> select.from(o);
        });
    }

    @Test
    void a_large_delta_becomes_a_new_table_in_the_place_of_the_old_one() {
        run("2026-03-03T12:00:00Z", latest(SchemaChange.FAIL, true));
        var oid = oid("fct_orders");
        database.execute("insert into shop.orders select i, 1, 1, '2026-03-04', 'x' from generate_series(2, 20001) i");

        run("2026-03-05T12:00:00Z", latest(SchemaChange.FAIL, true));
        assertThat(oid("fct_orders")).isNotEqualTo(oid);
        assertThat(sql.fetchCount(DSL.table("marts.fct_orders"))).isEqualTo(20_001);
        var rewritten = oid("fct_orders");
        database.execute("insert into shop.orders values (1, 1, 1, '2026-03-06', 'y')");
        run("2026-03-07T12:00:00Z", latest(SchemaChange.FAIL, true));
        assertThat(oid("fct_orders")).isEqualTo(rewritten);
        assertThat(rows("fct_orders")).contains("(1,1.00,y)");
    }

    private static InlineModel indexed(boolean index) {
        return InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID);
            m.config(config -> config.materialized(Materialization.merge(id).neverRebuilt())
                    .stored(
                            !index
                                    ? TableProperties.none()
                                    : TableProperties.none()
                                            .index(Index.on(id.desc()).named("ids"))));
            return select -> select.from(o);
        });
    }

    @Test
    void adds_and_drops_indexes_without_a_rebuild_and_leaves_those_of_others() {
        run("2026-03-03T12:00:00Z", indexed(false));
        var oid = oid("fct_orders");
        database.execute("create index by_hand on marts.fct_orders (order_id)");
        run("2026-03-04T12:00:00Z", indexed(true));
        assertThat(indexNames()).containsExactly("by_hand", "ids");
        run("2026-03-05T12:00:00Z", indexed(false));
        assertThat(indexNames()).containsExactly("by_hand", "fct_orders_order_id_idx");
        assertThat(oid("fct_orders")).isEqualTo(oid);
    }

    private List<String> indexNames() {
        return sql.fetch("select indexname from pg_indexes where schemaname = 'marts' order by 1")
                .getValues(0, String.class);
    }

    @Test
    void a_full_refresh_builds_anew_except_where_the_model_forbids_it() {
        run("2026-03-03T12:00:00Z", DAYS, indexed(false));
        var days = oid("fct_days");
        var orders = oid("fct_orders");
        database.execute("delete from shop.orders where order_id = 1");

        runner("2026-03-04T12:00:00Z", DAYS, indexed(false))
                .with(options("2026-03-30T12:00:00Z").withFullRefresh())
                .run(all());

        assertThat(oid("fct_days")).isNotEqualTo(days);
        assertThat(rows("fct_days")).containsExactly("(2026-03-02,1,4.00)");
        assertThat(oid("fct_orders")).isEqualTo(orders);
        assertThat(rows("fct_orders")).containsExactly("(1)", "(2)");
        database.execute("delete from pulse_state.intervals");
        assertThatThrownBy(() -> run("2026-04-04T12:00:00Z", indexed(false)))
                .hasMessageContaining(
                        "marts.fct_orders: the table is there and the ledger does not say what was computed of it");
    }

    @Test
    void fills_a_gap_in_what_the_ledger_knows() {
        run("2026-03-20T12:00:00Z", DAYS);
        database.execute(
                "update pulse_state.intervals set ends_at = '2026-03-05'",
                "insert into pulse_state.intervals select relation, relation_oid, '2026-03-07', '2026-03-21', as_of, audit, run_id"
                        + " from pulse_state.intervals",
                "insert into shop.orders values (3, 10, 1.00, '2026-03-04 01:00', 'paid'), (4, 10, 2.00, '2026-03-06 01:00', 'paid')");

        run("2026-03-20T13:00:00Z", DAYS);

        assertThat(rows("fct_days"))
                .containsExactly("(2026-03-01,1,5.00)", "(2026-03-02,1,4.00)", "(2026-03-06,1,2.00)");
    }

    @Test
    void updates_the_named_columns_of_rows_that_are_there_and_fills_all_of_new_ones() {
        var model = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID);
            m.column("amount", o.AMOUNT);
            var status = m.column("status", o.STATUS);
            m.config(config -> config.materialized(Materialization.merge(id).updating(status)));
            return select -> select.from(o);
        });
        run("2026-03-03T12:00:00Z", model);
        database.execute(
                "insert into shop.orders values (1, 1, 9.00, '2026-03-04', 'lost'), (3, 1, 9.00, '2026-03-04', 'open')");

        run("2026-03-05T12:00:00Z", model);

        assertThat(rows("fct_orders")).containsExactly("(1,5.00,lost)", "(2,4.00,open)", "(3,9.00,open)");
    }

    @Test
    void filters_as_the_author_says_where_he_says_it_himself() {
        var model = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID);
            m.column("so_far", sum(o.AMOUNT).over());
            m.config(config -> config.materialized(Materialization.merge(id)));
            return select -> select.from(o).where(m.inWindow(o.ORDERED_AT, Duration.ofDays(2)));
        });
        run("2026-03-03T12:00:00Z", model);
        database.execute("insert into shop.orders values (3, 1, 1.00, '2026-03-04', 'open')");

        var result = run("2026-03-05T12:00:00Z", model);

        assertThat(rows("fct_orders")).containsExactly("(1,9.00)", "(2,5.00)", "(3,5.00)");
        assertThat(result.node(model).sql()).endsWith("where \"o\".\"ordered_at\" < timestamp '2026-03-05 12:00:00.0'");
    }

    @Test
    void a_window_is_everything_for_a_model_that_is_built_anew() {
        var model = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o).where(m.inWindow(o.ORDERED_AT));
        });

        run("2026-03-01T12:00:00Z", model);

        assertThat(rows("fct_orders")).containsExactly("(1)", "(2)");
    }

    @Test
    void refuses_what_cannot_be_incremental_when_the_project_is_assembled() {
        var untimed = InlineModel.define(MARTS, "untimed", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.config(config -> config.materialized(Materialization.append().lookback(Duration.ofDays(1))));
            return select -> select.from(o);
        });
        assertThatThrownBy(() -> Project.of(untimed))
                .hasMessageContaining(
                        "untimed: it is materialized by append and reads nothing that has a time, so that every"
                                + " run would add all rows again. Declare the time of a source or ref:")
                .hasMessageContaining("untimed: an append cannot look back: rows would be there twice.");
    }
}
