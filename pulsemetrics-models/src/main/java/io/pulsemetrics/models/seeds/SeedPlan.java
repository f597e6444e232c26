package io.pulsemetrics.models.seeds;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.models.Layers;
import java.math.BigDecimal;
import org.jooq.impl.SQLDataType;

/** What can be subscribed to. */
public final class SeedPlan extends Seed<SeedPlan> {
    public static final SeedPlan SEED_PLAN = new SeedPlan(root());

    private SeedPlan(As as) {
        super(as, SeedPlan::new, Layers.SEEDS, "plan.csv");
    }

    public final Column<String> PLAN_KEY =
            column("plan_key", SQLDataType.CLOB).primaryKey().describedAs("Code of the plan");
    public final Column<String> PLAN_NAME =
            column("plan_name", SQLDataType.CLOB).notNull().unique().describedAs("Name for people");
    public final Column<Integer> TIER = column("tier", SQLDataType.INTEGER)
            .notNull()
            .unique()
            .atLeast(1)
            .describedAs("Rank of the plan; a higher one offers more");
    public final Column<BigDecimal> MONTHLY_PRICE = column("monthly_price", SQLDataType.NUMERIC(12, 2))
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("Price of a month in USD when billed by the month");

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("The plans and their prices");
    }
}
