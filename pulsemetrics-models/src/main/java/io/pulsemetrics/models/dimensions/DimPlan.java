package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.models.seeds.SeedPlan.SEED_PLAN;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.seeds.SeedPlan;
import java.math.BigDecimal;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.SQLDataType;

/** One row per plan. */
public final class DimPlan extends Dimension<DimPlan> {
    private static final BigDecimal MONTHS_PAID_A_YEAR = BigDecimal.TEN;

    public static final DimPlan DIM_PLAN = new DimPlan(root());

    private DimPlan(As as) {
        super(as, DimPlan::new);
    }

    private final SeedPlan p = seed(SEED_PLAN, "p");

    public final Column<String> PLAN_KEY =
            column("plan_key", p.PLAN_KEY).primaryKey().describedAs("Code of the plan");
    public final Column<String> PLAN_NAME =
            column("plan_name", p.PLAN_NAME).notNull().unique().describedAs("Name for people");
    public final Column<Integer> TIER = column("tier", p.TIER)
            .notNull()
            .unique()
            .atLeast(1)
            .describedAs("Rank of the plan; a higher one offers more");
    public final Column<BigDecimal> MONTHLY_PRICE = column("monthly_price", p.MONTHLY_PRICE)
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("Price of a month in USD when billed by the month");
    public final Column<BigDecimal> ANNUAL_PRICE = column(
                    "annual_price",
                    p.MONTHLY_PRICE.times(inline(MONTHS_PAID_A_YEAR)).cast(SQLDataType.NUMERIC(14, 2)))
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("Price of a year in USD when billed by the year: ten months");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(p);
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Plans and their prices");
    }
}
