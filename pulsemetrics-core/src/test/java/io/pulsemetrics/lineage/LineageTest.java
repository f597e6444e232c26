package io.pulsemetrics.lineage;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.generateSeries;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.when;

import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.shop.Orders;
import io.pulsemetrics.shop.StgOrders;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class LineageTest {
    private final Orders o = ORDERS.as("o");
    private final StgOrders s = STG_ORDERS.as("s");

    private static String columns(Select<?> query) {
        return Lineage.of(query).columns().stream()
                .map(c -> c.name() + (c.opaque() ? "?" : "") + "<"
                        + c.origins().stream().map(Origin::toString).collect(joining(",")) + ">")
                .collect(joining(" "));
    }

    @Test
    void follows_a_column_through_an_alias_and_an_expression() {
        assertThat(columns(select(
                                o.ORDER_ID,
                                when(o.STATUS.eq(inline("x")), o.AMOUNT).as("a"))
                        .from(o)))
                .isEqualTo("order_id<shop.orders.order_id> a<shop.orders.status,shop.orders.amount>");
    }

    @Test
    void follows_steps_and_names_parameters() {
        var lineage = Lineage.of(FCT_DAILY_SALES.query());

        assertThat(columns(FCT_DAILY_SALES.query()))
                .isEqualTo(
                        "day<staging.stg_orders.ordered_on> customers<staging.stg_orders.customer_id> revenue<staging.stg_orders.amount>");
        assertThat(lineage.relations()).containsExactly(STG_ORDERS.relationName());
        assertThat(lineage.parameters()).containsExactly(Parameter.AS_OF);
        assertThat(lineage.indirect().toString())
                .isEqualTo(
                        "[staging.stg_orders.status, staging.stg_orders.ordered_on, staging.stg_orders.customer_id]");
        assertThat(lineage.opaque()).isEmpty();
        assertThat(lineage.strays()).isEmpty();
    }

    @Test
    void follows_joins_derived_tables_windows_and_filters() {
        var t = select(o.CUSTOMER_ID.as("c"), max(o.AMOUNT).as("m"))
                .from(o)
                .groupBy(o.CUSTOMER_ID)
                .asTable("t");

        assertThat(columns(select(
                                t.field("m"),
                                countLarge()
                                        .filterWhere(s.AMOUNT.gt(inline(java.math.BigDecimal.ONE)))
                                        .as("n"),
                                rowNumber()
                                        .over(partitionBy(s.CUSTOMER_ID).orderBy(s.ORDERED_ON))
                                        .as("r"))
                        .from(t)
                        .leftJoin(s)
                        .on(s.CUSTOMER_ID.eq(t.field("c", Long.class)))))
                .isEqualTo("m<shop.orders.amount> n<staging.stg_orders.amount> "
                        + "r<staging.stg_orders.customer_id,staging.stg_orders.ordered_on>");
    }

    @Test
    void follows_unions_lateral_joins_correlated_subqueries_and_exists() {
        var l = lateral(select(sum(o.AMOUNT).as("total")).from(o).where(o.ORDER_ID.eq(s.ORDER_ID)))
                .as("l");

        assertThat(columns(select(s.ORDER_ID.as("id"))
                        .from(s)
                        .unionAll(select(o.CUSTOMER_ID).from(o))))
                .isEqualTo("id<staging.stg_orders.order_id,shop.orders.customer_id>");
        assertThat(columns(select(l.field("total")).from(s).crossJoin(l))).isEqualTo("total<shop.orders.amount>");
        assertThat(columns(select(field(select(max(o.AMOUNT)).from(o).where(o.ORDER_ID.eq(s.ORDER_ID)))
                                .as("x"))
                        .from(s)))
                .isEqualTo("x<shop.orders.amount>");
        assertThat(Lineage.of(select(s.ORDER_ID)
                                .from(s)
                                .where(exists(selectOne().from(o))))
                        .relations())
                .extracting(Object::toString)
                .containsExactly("staging.stg_orders", "shop.orders");
    }

    @Test
    void follows_a_star_and_a_recursive_common_table_expression() {
        var r = name("r")
                .fields("n")
                .as(select(o.ORDER_ID)
                        .from(o)
                        .unionAll(select(field(name("r", "n"), Long.class).plus(inline(1L)))
                                .from(org.jooq.impl.DSL.table(name("r")))));

        assertThat(columns(select(org.jooq.impl.DSL.asterisk()).from(s)))
                .startsWith("order_id<staging.stg_orders.order_id>");
        assertThat(columns(org.jooq
                        .impl
                        .DSL
                        .withRecursive(r)
                        .select(field(name("r", "n"), Long.class))
                        .from(r)))
                .isEqualTo("n<shop.orders.order_id>");
    }

    @Test
    void traces_the_arguments_of_functions_and_of_series() {
        var g = generateSeries(
                        field(select(max(o.CUSTOMER_ID.cast(SQLDataType.INTEGER)))
                                .from(o)),
                        inline(9))
                .as("g", "n");

        assertThat(columns(select(function("date_trunc", SQLDataType.LOCALDATETIME, inline("day"), o.ORDERED_AT)
                                .as("d"))
                        .from(o)))
                .isEqualTo("d<shop.orders.ordered_at>");
        assertThat(columns(select(g.field("n")).from(g))).isEqualTo("n<shop.orders.customer_id>");
    }

    @Test
    void reports_plain_sql_as_opaque_but_traces_its_arguments() {
        var lineage = Lineage.of(
                select(field("{0} + other_column", Long.class, o.ORDER_ID).as("x"))
                        .from(o));

        assertThat(lineage.columns().toString())
                .isEqualTo("[ColumnLineage[name=x, origins=[shop.orders.order_id], opaque=true]]");
        assertThat(lineage.opaque()).containsExactly("{0} + other_column");
        assertThat(Lineage.of(select(field("{0} + 1", Long.class, o.ORDER_ID).as("x"))
                                .from(o))
                        .opaque())
                .isEmpty();
    }

    @Test
    void reports_a_column_whose_table_is_not_in_from() {
        assertThat(Lineage.of(select(o.ORDER_ID, s.AMOUNT).from(o)).strays()).containsExactly("s.amount");
    }

    @Test
    void orders_by_a_window_function() {
        assertThat(columns(
                        select(rowNumber().over(orderBy(o.ORDERED_AT)).as("r")).from(o)))
                .isEqualTo("r<shop.orders.ordered_at>");
    }
}
