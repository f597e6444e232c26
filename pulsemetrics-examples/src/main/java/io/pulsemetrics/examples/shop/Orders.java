package io.pulsemetrics.examples.shop;

import java.math.BigDecimal;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** A shop's orders: what jOOQ's generator would write for the table, written by hand so that the examples need no build step. */
public final class Orders extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    public static final Orders ORDERS = new Orders(DSL.name("orders"), null);

    public final TableField<Record, Long> ORDER_ID = createField(DSL.name("order_id"), SQLDataType.BIGINT, this);
    public final TableField<Record, Long> CUSTOMER_ID = createField(DSL.name("customer_id"), SQLDataType.BIGINT, this);
    public final TableField<Record, LocalDate> DAY = createField(DSL.name("day"), SQLDataType.LOCALDATE, this);
    public final TableField<Record, String> STATUS = createField(DSL.name("status"), SQLDataType.CLOB, this);
    public final TableField<Record, BigDecimal> AMOUNT =
            createField(DSL.name("amount"), SQLDataType.NUMERIC(12, 2), this);

    private Orders(Name alias, @Nullable Table<Record> aliased) {
        super(alias, aliased == null ? DSL.schema(DSL.name("shop")) : null, aliased);
    }

    @Override
    public Orders as(String alias) {
        return new Orders(DSL.name(alias), this);
    }

    /** Creates the table and puts some orders into it. */
    public static void fill(DataSource dataSource) {
        var sql = DSL.using(dataSource, SQLDialect.POSTGRES);
        sql.createSchema("shop").execute();
        sql.createTable(ORDERS).columns(ORDERS.fields()).execute();
        sql.insertInto(ORDERS, ORDERS.ORDER_ID, ORDERS.CUSTOMER_ID, ORDERS.DAY, ORDERS.STATUS, ORDERS.AMOUNT)
                .values(1L, 10L, LocalDate.of(2026, 3, 1), "paid", new BigDecimal("12.50"))
                .values(2L, 10L, LocalDate.of(2026, 3, 1), "paid", new BigDecimal("7.00"))
                .values(3L, 11L, LocalDate.of(2026, 3, 2), "open", new BigDecimal("30.00"))
                .values(4L, 11L, LocalDate.of(2026, 3, 3), "open", new BigDecimal("5.00"))
                .values(5L, 12L, LocalDate.of(2026, 3, 3), "paid", new BigDecimal("99.90"))
                .execute();
    }
}
