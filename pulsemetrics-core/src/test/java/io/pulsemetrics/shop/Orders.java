package io.pulsemetrics.shop;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** A raw table in the shape of jOOQ's generated classes: the source of the tests' models. */
public final class Orders extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;
    private static final Schema SHOP = DSL.schema(DSL.name("shop"));

    public static final Orders ORDERS = new Orders(DSL.name("orders"), null);

    public final TableField<Record, Long> ORDER_ID = createField(DSL.name("order_id"), SQLDataType.BIGINT, this);
    public final TableField<Record, Long> CUSTOMER_ID = createField(DSL.name("customer_id"), SQLDataType.BIGINT, this);
    public final TableField<Record, BigDecimal> AMOUNT =
            createField(DSL.name("amount"), SQLDataType.NUMERIC(12, 2), this);
    public final TableField<Record, LocalDateTime> ORDERED_AT =
            createField(DSL.name("ordered_at"), SQLDataType.LOCALDATETIME, this);
    public final TableField<Record, String> STATUS = createField(DSL.name("status"), SQLDataType.CLOB, this);

    private Orders(Name alias, @Nullable Table<Record> aliased) {
        super(alias, aliased == null ? SHOP : null, aliased);
    }

    @Override
    public Orders as(String alias) {
        return new Orders(DSL.name(alias), this);
    }
}
