package {package};

import static {package}.raw.Tables.ORDERS;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.utc;

import {package}.raw.tables.Orders;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/** One row per order: a view over the raw table that names and cleans. */
public final class StgOrders extends Model<StgOrders> {
    private static final long serialVersionUID = 1L;

    public static final StgOrders STG_ORDERS = new StgOrders(root());

    private StgOrders(As as) {
        super(as, StgOrders::new, Layer.views("staging", "staging"));
    }

    private final Orders o = source(ORDERS, "o");

    public final Column<Long> ORDER_ID = column("order_id", o.ORDER_ID).primaryKey();
    public final Column<LocalDate> ORDERED_ON = column("ordered_on", day(utc(o.ORDERED_AT)))
            .notNull()
            .describedAs("The UTC day");
    public final Column<String> STATUS = column("status", DSL.lower(DSL.trim(o.STATUS)))
            .notNull()
            .acceptedValues("open", "paid", "returned");
    public final Column<BigDecimal> AMOUNT = column("amount", o.AMOUNT).notNull().atLeast(BigDecimal.ZERO);

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(o);
    }
}
