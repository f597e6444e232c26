package {package};

import static {package}.StgOrders.STG_ORDERS;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/** One row per day with a paid order. */
public final class FctDailySales extends Model<FctDailySales> {
    private static final long serialVersionUID = 1L;

    public static final FctDailySales FCT_DAILY_SALES = new FctDailySales(root());

    private FctDailySales(As as) {
        super(as, FctDailySales::new, Layer.tables("marts", "marts"));
    }

    private final StgOrders o = ref(STG_ORDERS, "o");

    public final Column<LocalDate> DAY =
            column("day", o.ORDERED_ON).primaryKey().describedAs("The UTC day");
    public final Column<Long> ORDERS =
            column("orders", DSL.countLarge()).notNull().atLeast(1L).describedAs("Paid orders of the day");
    public final Column<BigDecimal> REVENUE =
            column("revenue", DSL.sum(o.AMOUNT)).notNull().describedAs("What was paid for them");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(o).where(o.STATUS.eq("paid")).groupBy(o.ORDERED_ON);
    }
}
