package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.util.List;
import org.jooq.DataType;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table whose model has other columns, or wider ones, than when it was built. */
class IncrementalColumnsTest extends IncrementalRuns {
    @Test
    void changed_columns_are_refused_with_the_difference_or_followed_as_the_model_says() {
        run("2026-03-03T12:00:00Z", latest(SchemaChange.FAIL, false));
        assertThatThrownBy(() -> run("2026-03-04T12:00:00Z", latest(SchemaChange.FAIL, true)))
                .hasMessage(
                        "marts.fct_orders: its columns are no longer those of the table: + status text. Run with a full"
                                + " refresh, or let the model say onSchemaChange(SchemaChange.APPEND) or SYNC. [schema-changed]");
        database.execute("insert into shop.orders values (3, 10, 1.00, '2026-03-03 23:00', 'paid')");

        run("2026-03-04T12:00:00Z", latest(SchemaChange.APPEND, true));
        assertThat(rows("fct_orders")).containsExactly("(1,5.00,)", "(2,4.00,)", "(3,1.00,paid)");

        database.execute("insert into shop.orders values (3, 10, 2.00, '2026-03-04 23:00', 'open')");
        run("2026-03-05T12:00:00Z", latest(SchemaChange.APPEND, false));
        assertThat(rows("fct_orders")).containsExactly("(1,5.00,)", "(2,4.00,)", "(3,2.00,paid)");

        run("2026-03-06T12:00:00Z", latest(SchemaChange.SYNC, false));
        assertThat(rows("fct_orders")).containsExactly("(1,5.00)", "(2,4.00)", "(3,2.00)");
    }

    private static InlineModel amounts(DataType<? extends Number> type) {
        return InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID);
            m.column("amount", o.AMOUNT.cast(type));
            m.config(config -> config.materialized(Materialization.merge(id).neverRebuilt()));
            return select -> select.from(o);
        });
    }

    @Test
    void takes_over_a_wider_type_with_all_rows_and_refuses_one_that_does_not_hold_them() {
        run("2026-03-03T12:00:00Z", amounts(SQLDataType.INTEGER));
        database.execute(
                "delete from shop.orders where order_id = 1",
                "insert into shop.orders values (3, 1, 3000000000.25, '2026-03-04', 'open')");

        run("2026-03-05T12:00:00Z", amounts(SQLDataType.NUMERIC(12, 2)));

        assertThat(rows("fct_orders")).containsExactly("(1,5.00)", "(2,4.00)", "(3,3000000000.25)");
        assertThat(sql.fetchValue(
                        "select format_type(atttypid, atttypmod) from pg_attribute where attname = 'amount' and attrelid ="
                                + " 'marts.fct_orders'::regclass"))
                .isEqualTo("numeric(12,2)");
        assertThatThrownBy(() -> run("2026-03-06T12:00:00Z", amounts(SQLDataType.DOUBLE)))
                .hasMessage(
                        "marts.fct_orders: its columns are no longer those of the table: amount double precision, in the table"
                                + " numeric(12,2). Run with a full refresh, or cast to a type that holds what is in the table."
                                + " [schema-changed]");
    }

    private static InlineModel typed(DataType<String> status, DataType<BigDecimal> amount, boolean inPlace) {
        return InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("status", o.STATUS.cast(status));
            m.column("amount", o.AMOUNT.cast(amount));
            m.config(config -> config.materialized(Materialization.merge(id))
                    .stored(inPlace ? TableProperties.none().updatedInPlace() : TableProperties.none()));
            return select -> select.from(o);
        });
    }

    private static InlineModel narrow(boolean inPlace) {
        return typed(SQLDataType.VARCHAR(5), SQLDataType.NUMERIC(8, 2), inPlace);
    }

    private static InlineModel wide(boolean inPlace) {
        return typed(SQLDataType.VARCHAR(20), SQLDataType.NUMERIC(12, 2), inPlace);
    }

    private void loadWide() {
        database.execute("insert into shop.orders values (3, 1, 3000000000.25, '2026-03-04', 'on its way')");
    }

    private List<String> storage() {
        return sql.fetch("select oid || ' ' || relfilenode from pg_class where oid = 'marts.fct_orders'::regclass"
                        + " or relkind = 'i' and relnamespace = 'marts'::regnamespace order by 1")
                .getValues(0, String.class);
    }

    private List<String> types() {
        return sql.fetch("select format_type(atttypid, atttypmod) from pg_attribute where attnum > 0 and attrelid ="
                        + " 'marts.fct_orders'::regclass order by attnum")
                .getValues(0, String.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gives_a_column_a_wider_type_without_writing_the_table_again(boolean inPlace) {
        run("2026-03-03T12:00:00Z", narrow(inPlace));
        var before = storage();
        loadWide();

        run("2026-03-05T12:00:00Z", wide(inPlace));

        assertThat(rows("fct_orders"))
                .containsExactly("(1,paid,5.00)", "(2,open,4.00)", "(3,\"on its way\",3000000000.25)");
        assertThat(types()).containsExactly("bigint", "character varying(20)", "numeric(12,2)");
        assertThat(storage()).isEqualTo(before);
        run("2026-03-06T12:00:00Z", typed(SQLDataType.CLOB, SQLDataType.NUMERIC, inPlace));
        assertThat(types()).containsExactly("bigint", "text", "numeric");
        assertThat(storage()).isEqualTo(before);
    }

    @Test
    void writes_a_table_anew_whose_column_is_used_or_needs_it_and_refuses_before_the_build_a_view_that_shows_it() {
        run("2026-03-03T12:00:00Z", narrow(false));
        database.execute("create view public.paid as select order_id from marts.fct_orders where status = 'paid'");
        var before = storage();
        loadWide();
        database.execute("create view public.amounts as select amount from marts.fct_orders where order_id > 0");

        assertThatThrownBy(() -> runner("2026-03-05T12:00:00Z", wide(false)).run(all()))
                .hasMessage(
                        "public.amounts: it shows column amount of marts.fct_orders, which is numeric(8,2) and becomes"
                                + " numeric(12,2). Drop the view, and create it again after the run. [view-cannot-follow]");
        assertThat(types()).containsExactly("bigint", "character varying(5)", "numeric(8,2)");

        database.execute("drop view public.amounts");
        run("2026-03-05T12:00:00Z", wide(false));

        assertThat(storage()).isNotEqualTo(before);
        assertThat(sql.fetchValues("select order_id from public.paid")).hasToString("[1]");
    }

    @Test
    void refuses_a_wider_type_of_a_table_that_keeps_its_identity_naming_what_uses_the_column() {
        run("2026-03-03T12:00:00Z", narrow(true));
        database.execute("create view public.paid as select order_id from marts.fct_orders where status = 'paid'");

        assertThatThrownBy(() -> runner("2026-03-05T12:00:00Z", wide(true)).run(all()))
                .hasMessage(
                        "marts.fct_orders: its columns are no longer those of the table: status character varying(20), in the"
                                + " table character varying(5), used by public.paid. Change the table with ALTER TABLE, which keeps its identity,"
                                + " or run once without updatedInPlace(). [schema-changed]");
    }
}
