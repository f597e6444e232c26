package io.pulsemetrics.shop;

import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/** One row per day with an order up to as-of. */
public final class FctDailySales extends Model<FctDailySales> {
    private static final long serialVersionUID = 1L;
    public static final Layer MARTS = Layer.tables("marts", "marts");
    public static final FctDailySales FCT_DAILY_SALES = new FctDailySales(root());

    private FctDailySales(As as) {
        super(as, FctDailySales::new, MARTS);
    }

    private final StgOrders o = ref(STG_ORDERS, "o");

    /** What was paid, day by day and customer by customer. */
    private final class CustomerDay extends Step<CustomerDay> {
        private static final long serialVersionUID = 1L;

        private CustomerDay(As as) {
            super(as, CustomerDay::new);
        }

        final Column<LocalDate> DAY = column("day", o.ORDERED_ON);
        final Column<Long> CUSTOMER_ID = column("customer_id", o.CUSTOMER_ID);
        final Column<BigDecimal> PAID = column("paid", sum(o.AMOUNT));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(o)
                    .where(o.STATUS.eq(inline("paid")), o.ORDERED_ON.le(asOfDate()))
                    .groupBy(o.ORDERED_ON, o.CUSTOMER_ID);
        }
    }

    private final CustomerDay d = step(CustomerDay::new).as("d");

    public final Column<LocalDate> DAY = column("day", d.DAY).primaryKey();
    public final Column<Long> CUSTOMERS =
            column("customers", countLarge(d.CUSTOMER_ID)).notNull();
    public final Column<BigDecimal> REVENUE =
            column("revenue", coalesce(sum(d.PAID), inline(BigDecimal.ZERO))).notNull();

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(d).groupBy(d.DAY);
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Sales by day");
    }
}
