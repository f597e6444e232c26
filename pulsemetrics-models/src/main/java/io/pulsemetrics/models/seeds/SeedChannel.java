package io.pulsemetrics.models.seeds;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.models.Layers;
import java.math.BigDecimal;
import org.jooq.impl.SQLDataType;

/** The ways in which users find the product. */
public final class SeedChannel extends Seed<SeedChannel> {
    public static final SeedChannel SEED_CHANNEL = new SeedChannel(root());

    private SeedChannel(As as) {
        super(as, SeedChannel::new, Layers.SEEDS, "channel.csv");
    }

    public final Column<String> CHANNEL_KEY =
            column("channel_key", SQLDataType.CLOB).primaryKey().describedAs("Code of the channel");
    public final Column<String> CHANNEL_NAME =
            column("channel_name", SQLDataType.CLOB).notNull().unique().describedAs("Name for people");
    public final Column<String> CATEGORY = column("category", SQLDataType.CLOB)
            .notNull()
            .describedAs("Kind of the channel: organic, paid, referral or content");
    public final Column<Boolean> IS_PAID =
            column("is_paid", SQLDataType.BOOLEAN).notNull().describedAs("Whether visitors are bought");
    public final Column<BigDecimal> TYPICAL_CAC = column("typical_cac", SQLDataType.NUMERIC(12, 2))
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("What it typically costs to win a customer, in USD");

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("The acquisition channels and what a customer costs there");
    }
}
