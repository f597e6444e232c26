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
public final class DailySales extends Model<DailySales> {
    private static final long serialVersionUID = 1L;

    public static final DailySales DAILY_SALES = new DailySales(root());

    private DailySales(As as) {
        super(as, DailySales::new, Layer.tables("marts", "marts"));
    }

    private final StgOrders o = ref(STG_ORDERS, "o");

    public final Column<LocalDate> DAY = column("day", o.ORDERED_ON).primaryKey();
    public final Column<Long> ORDERS = column("orders", DSL.countLarge()).notNull();
    public final Column<BigDecimal> REVENUE = column("revenue", DSL.sum(o.AMOUNT)).notNull();

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(o).where(o.STATUS.eq("paid")).groupBy(o.ORDERED_ON);
    }
}
