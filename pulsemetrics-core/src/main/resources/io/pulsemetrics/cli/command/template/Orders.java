package {package};

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** The table {@code shop.orders}, as jOOQ's generator would write it. */
public final class Orders extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    public static final Orders ORDERS = new Orders(DSL.name("orders"), null);

    public final TableField<Record, Long> ORDER_ID =
            createField(DSL.name("order_id"), SQLDataType.BIGINT.notNull(), this);
    public final TableField<Record, LocalDateTime> ORDERED_AT =
            createField(DSL.name("ordered_at"), SQLDataType.LOCALDATETIME, this);
    public final TableField<Record, String> STATUS = createField(DSL.name("status"), SQLDataType.CLOB, this);
    public final TableField<Record, BigDecimal> AMOUNT =
            createField(DSL.name("amount"), SQLDataType.NUMERIC(12, 2), this);

    private Orders(Name alias, Table<Record> aliased) {
        super(alias, aliased == null ? DSL.schema(DSL.name("shop")) : null, aliased);
    }

    @Override
    public Orders as(String alias) {
        return new Orders(DSL.name(alias), this);
    }
}
