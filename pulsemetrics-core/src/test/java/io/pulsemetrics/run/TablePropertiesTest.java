package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.lower;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TablePropertiesTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid'), (2, 10, 4.50, '2026-03-01 11:00', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** The columns of the model that the tests build. */
    private record OrderColumns(
            Column<Long> orderId, Column<Long> customerId, Column<BigDecimal> amount, Column<String> status) {}

    private static InlineModel orders(
            Layer layer, BiFunction<TableProperties, OrderColumns, TableProperties> properties) {
        return InlineModel.define(layer, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var columns = new OrderColumns(
                    m.column("order_id", o.ORDER_ID).primaryKey(),
                    m.column("customer_id", o.CUSTOMER_ID),
                    m.column("amount", o.AMOUNT),
                    m.column("status", o.STATUS));
            m.config(config -> config.stored(properties.apply(TableProperties.none(), columns)));
            return select -> select.from(o);
        });
    }

    private void run(InlineModel... models) {
        var result = ModelRunner.of(Project.of(models), database.dataSource())
                .with(RunOptions.defaults().withThreads(2))
                .run(all());
        assertThat(result.failures()).isEmpty();
    }

    @Test
    void ten_publishes_leave_the_same_indexes_with_the_same_names() {
        var model = orders(
                MARTS,
                (table, c) -> table.index(
                                Index.on(c.customerId(), c.amount().desc().nullsLast()))
                        .index(Index.on(c.orderId()).makingUnique().including(c.status()))
                        .index(Index.on(lower(c.status())).where(c.status().ne("paid")))
                        .index(Index.on(c.amount()).using(Index.Method.BRIN).named("amounts"))
                        .enforcePrimaryKey());
        List<String> first = null;
        for (int i = 0; i < 10; i++) {
            run(model);
            var indexes = indexes();
            if (first == null) {
                first = indexes;
            }
            assertThat(indexes).isEqualTo(first);
        }
        assertThat(first)
                .containsExactly(
                        "CREATE INDEX amounts ON marts.fct_orders USING brin (amount)",
                        "CREATE INDEX fct_orders_customer_id_amount_idx ON marts.fct_orders USING btree"
                                + " (customer_id, amount DESC NULLS LAST)",
                        "CREATE UNIQUE INDEX fct_orders_order_id_key ON marts.fct_orders USING btree (order_id)"
                                + " INCLUDE (status)",
                        "CREATE UNIQUE INDEX fct_orders_pkey ON marts.fct_orders USING btree (order_id)",
                        "CREATE INDEX fct_orders_b6c27973_idx ON marts.fct_orders USING btree (lower(status))"
                                + " WHERE (status <> 'paid'::text)");
    }

    private List<String> indexes() {
        return sql.fetch(
                        "select indexdef from pg_indexes where schemaname = 'marts' order by regexp_replace(indexname, '[0-9a-f]{8}', 'x')")
                .getValues(0, String.class);
    }

    @Test
    void stores_a_table_unlogged_and_with_its_parameters() {
        run(orders(MARTS, (table, c) -> table.makeUnlogged().fillfactor(70).parameter("autovacuum_enabled", "false")));

        assertThat(
                        sql.fetchValues(
                                "select relpersistence::text || ' ' || reloptions::text from pg_class where relname = 'fct_orders'"))
                .hasToString("[u {fillfactor=70,autovacuum_enabled=false}]");
    }

    @Test
    void a_foreign_key_holds_between_two_tables_that_are_replaced_together() {
        var customers = InlineModel.define(MARTS, "dim_customers", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("customer_id", o.CUSTOMER_ID).primaryKey();
            m.config(config -> config.stored(TableProperties.none().enforcePrimaryKey()));
            return select -> select.from(o).groupBy(o.CUSTOMER_ID);
        });
        var orders = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("customer_id", o.CUSTOMER_ID).references(() -> customers.column("customer_id", Long.class));
            m.config(config -> config.stored(TableProperties.none().enforceForeignKeys()));
            return select -> select.from(o);
        });

        run(orders, customers);
        run(orders, customers);

        assertThat(sql.fetchValues(
                        "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f'"
                                + " and connamespace = 'marts'::regnamespace"))
                .hasToString(
                        "[fct_orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES marts.dim_customers(customer_id)]");
        assertThatThrownBy(() -> ModelRunner.of(Project.of(orders, customers), database.dataSource())
                        .run(select("dim_customers")))
                .hasMessage(
                        "marts.dim_customers: constraint fct_orders_customer_id_fkey on table marts.fct_orders references"
                                + " the replaced relation. Build the table it belongs to in the same run, or drop the foreign key; a"
                                + " relationship check on marts.dim_customers can take its place. [cannot-replace]");
    }

    @Test
    void refuses_properties_that_do_not_fit_when_the_project_is_assembled() {
        var other = orders(MARTS, (table, c) -> table);
        var view = orders(Layer.views("views", "views"), (table, c) -> table.fillfactor(90));
        assertThatThrownBy(() -> Project.of(view))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "views.fct_orders: a view stores no rows and can have no table properties. Change stored(..) in the"
                                + " config of the model. [table-property]");
        assertThatThrownBy(() -> Project.of(orders(
                        MARTS,
                        (table, c) -> table.fillfactor(5)
                                .enforceForeignKeys()
                                .index(Index.on(lower(other.column("status", String.class))))
                                .index(Index.on(c.status()))
                                .index(Index.on(c.status())))))
                .hasMessageContaining("fillfactor is a percentage from 10 to 100, not 5.")
                .hasMessageContaining(
                        "its foreign keys are to be enforced, and no column is declared with references(..).")
                .hasMessageContaining("has the column status, which is not one of its own.")
                .hasMessageContaining(
                        "an index would be named fct_orders_status_idx, and so is an index of marts.fct_orders.");
    }

    @Test
    void names_stay_within_what_postgresql_keeps() {
        var model = orders(MARTS, (table, c) -> table);
        var name = Index.on(model.column("status", String.class)).name("t".repeat(62));

        assertThat(name).hasSize(62).startsWith("t".repeat(49) + "_").endsWith("_idx");
    }
}
