package io.pulsemetrics.model;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.shop.FctDailySales;
import io.pulsemetrics.shop.Orders;
import java.time.Instant;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static String sql(Model<?> model) {
        var configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES);
        configuration.data(
                ParameterValues.class, ParameterValues.asOf(Instant.parse("2026-03-04T05:06:07.123456789Z")));
        return DSL.using(configuration).renderInlined(model.query());
    }

    @Test
    void is_named_as_its_class_in_the_schema_of_its_layer() {
        assertThat(STG_ORDERS.relationName()).hasToString("staging.stg_orders");
        assertThat(FCT_DAILY_SALES.relationName()).hasToString("marts.fct_daily_sales");
        assertThat(FCT_DAILY_SALES.as("f").relationName()).hasToString("marts.fct_daily_sales");
    }

    @Test
    void selects_its_columns_by_name() {
        assertThat(sql(STG_ORDERS)).isEqualTo("""
                select "o"."order_id" as "order_id", "o"."customer_id" as "customer_id", "o"."amount" as "amount", \
                cast("o"."ordered_at" as date) as "ordered_on", lower(trim("o"."status")) as "status" \
                from "shop"."orders" as "o\"""");
    }

    @Test
    void renders_a_step_as_a_common_table_expression_and_the_as_of_instant_as_a_literal() {
        assertThat(sql(FCT_DAILY_SALES)).isEqualTo("""
                with "customer_day" as (select "o"."ordered_on" as "day", "o"."customer_id" as "customer_id", \
                sum("o"."amount") as "paid" from "staging"."stg_orders" as "o" \
                where ("o"."status" = 'paid' \
                and "o"."ordered_on" <= cast(timestamp '2026-03-04 05:06:07.123456' as date)) \
                group by "o"."ordered_on", "o"."customer_id") \
                select "d"."day" as "day", count("d"."customer_id") as "customers", coalesce(sum("d"."paid"), 0) as "revenue" \
                from "customer_day" as "d" group by "d"."day\"""");
    }

    @Test
    void gives_the_same_typed_alias_for_the_same_name() {
        FctDailySales f = FCT_DAILY_SALES.as("f");

        assertThat(f).isSameAs(FCT_DAILY_SALES.as("f")).isSameAs(f.as("g").as("f"));
        assertThat(DSL.using(SQLDialect.POSTGRES).render(DSL.select(f.DAY).from(f)))
                .isEqualTo("select \"f\".\"day\" from \"marts\".\"fct_daily_sales\" as \"f\"");
    }

    @Test
    void is_read_with_types_like_a_generated_table() {
        var record = DSL.using(SQLDialect.POSTGRES).newRecord(STG_ORDERS.ORDER_ID, STG_ORDERS.STATUS);
        record.values(7L, "paid");

        assertThat(record.get(STG_ORDERS.ORDER_ID)).isEqualTo(7L);
        assertThat(record.get(STG_ORDERS.STATUS)).isEqualTo("paid");
    }

    @Test
    void declares_its_primary_key_as_a_jooq_key() {
        var key = STG_ORDERS.getPrimaryKey();

        assertThat(key).isNotNull();
        assertThat(key.getName()).isEqualTo("stg_orders_pkey");
        assertThat(key.getFields()).extracting(f -> f.getName()).containsExactly("order_id");
    }

    @Test
    void checks_the_primary_key_first_then_the_columns_in_order() {
        assertThat(STG_ORDERS.allChecks())
                .extracting(Check::name)
                .containsExactly(
                        "order_id_not_null",
                        "order_id_unique",
                        "customer_id_not_null",
                        "amount_not_null",
                        "amount_at_least",
                        "ordered_on_not_null",
                        "status_accepted_values");
    }

    @Test
    void binds_the_branches_of_a_union_by_column() {
        var model = InlineModel.define(Layer.tables("marts", "marts"), "both", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var p = m.source(Orders.ORDERS, "p");
            var id = m.column("id", SQLDataType.BIGINT);
            var status = m.column("status", SQLDataType.CLOB);
            return select -> m.branch(status.is(o.STATUS), id.is(o.ORDER_ID))
                    .from(o)
                    .unionAll(m.branch(id.is(p.CUSTOMER_ID), status.is(DSL.inline("x")))
                            .from(p));
        });

        assertThat(sql(model)).isEqualTo("""
                select "o"."order_id" as "id", "o"."status" as "status" from "shop"."orders" as "o" \
                union all select "p"."customer_id" as "id", 'x' as "status" from "shop"."orders" as "p\"""");
    }

    @Test
    void refuses_a_union_branch_that_misses_a_column() {
        var model = InlineModel.define(Layer.tables("marts", "marts"), "both", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("id", SQLDataType.BIGINT);
            m.column("status", SQLDataType.CLOB);
            return select -> m.branch(id.is(o.ORDER_ID)).from(o);
        });

        assertThatThrownBy(model::query)
                .isInstanceOf(PulseException.class)
                .hasMessage("both.status: a branch of the union does not bind the column. "
                        + "Bind each column of id, status once in each branch. [union-branch]");
    }

    private static final class First extends Model<First> {
        private static final long serialVersionUID = 1L;
        static final First FIRST = new First(root());
        private final Second s = ref(Second.SECOND, "s");
        final Column<Long> ID = column("id", s.ID);

        private First(As as) {
            super(as, First::new, Layer.tables("marts", "marts"));
        }

        @Override
        protected org.jooq.Select<?> query(org.jooq.SelectSelectStep<org.jooq.Record> select) {
            return select.from(s);
        }
    }

    private static final class Second extends Model<Second> {
        private static final long serialVersionUID = 1L;
        static final Second SECOND = new Second(root());
        private final First f = ref(First.FIRST, "f");
        final Column<Long> ID = column("id", f.ID);

        private Second(As as) {
            super(as, Second::new, Layer.tables("marts", "marts"));
        }

        @Override
        protected org.jooq.Select<?> query(org.jooq.SelectSelectStep<org.jooq.Record> select) {
            return select.from(f);
        }
    }

    @Test
    void names_the_path_of_a_cycle_between_classes() {
        assertThatThrownBy(() -> First.FIRST.query())
                .isInstanceOf(ExceptionInInitializerError.class)
                .rootCause()
                .hasMessage("second: models depend on each other in a cycle: First -> Second -> First. "
                        + "Break the cycle: let one of them read what the other reads. [cycle]");
    }
}
