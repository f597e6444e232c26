package io.pulsemetrics.shop;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.trim;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/** One row per order. */
public final class StgOrders extends Model<StgOrders> {
    private static final long serialVersionUID = 1L;
    public static final Layer STAGING = Layer.views("staging", "staging");
    public static final StgOrders STG_ORDERS = new StgOrders(root());

    private StgOrders(As as) {
        super(as, StgOrders::new, STAGING);
    }

    private final Orders o = source(ORDERS, "o");

    public final Column<Long> ORDER_ID = column("order_id", o.ORDER_ID).primaryKey();
    public final Column<Long> CUSTOMER_ID = column("customer_id", o.CUSTOMER_ID).notNull();
    public final Column<BigDecimal> AMOUNT =
            column("amount", o.AMOUNT).notNull().atLeast(BigDecimal.ZERO).describedAs("What the customer paid, in USD");
    public final Column<LocalDate> ORDERED_ON =
            column("ordered_on", o.ORDERED_AT.cast(LocalDate.class)).notNull();
    public final Column<String> STATUS =
            column("status", lower(trim(o.STATUS))).acceptedValues("open", "paid", "returned");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(o);
    }
}
