package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.models.seeds.SeedChannel.SEED_CHANNEL;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.seeds.SeedChannel;
import java.math.BigDecimal;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/** One row per acquisition channel. */
public final class DimChannel extends Dimension<DimChannel> {
    public static final DimChannel DIM_CHANNEL = new DimChannel(root());

    private DimChannel(As as) {
        super(as, DimChannel::new);
    }

    private final SeedChannel c = seed(SEED_CHANNEL, "c");

    public final Column<String> CHANNEL_KEY =
            column("channel_key", c.CHANNEL_KEY).primaryKey().describedAs("Code of the channel");
    public final Column<String> CHANNEL_NAME =
            column("channel_name", c.CHANNEL_NAME).notNull().unique().describedAs("Name for people");
    public final Column<String> CATEGORY = column("category", c.CATEGORY)
            .notNull()
            .describedAs("Kind of the channel: organic, paid, referral or content");
    public final Column<Boolean> IS_PAID =
            column("is_paid", c.IS_PAID).notNull().describedAs("Whether visitors are bought");
    public final Column<BigDecimal> TYPICAL_CAC = column("typical_cac", c.TYPICAL_CAC)
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("What it typically costs to win a customer, in USD");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(c);
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Acquisition channels and what a customer costs there");
    }
}
