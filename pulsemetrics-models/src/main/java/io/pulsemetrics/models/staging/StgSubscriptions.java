package io.pulsemetrics.models.staging;

import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static org.jooq.impl.DSL.coalesce;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.BillingCycle;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.SubscriptionStatus;
import io.pulsemetrics.models.raw.tables.Subscriptions;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jooq.Table;

/** One row per subscription, trials among them. */
public final class StgSubscriptions extends Staging<StgSubscriptions> {
    /** A month of the dearest plan costs 299 USD; what is dearer than this was not a price. */
    private static final BigDecimal DEAREST = BigDecimal.valueOf(5_000);

    public static final StgSubscriptions STG_SUBSCRIPTIONS = new StgSubscriptions(root());

    private StgSubscriptions(As as) {
        super(as, StgSubscriptions::new);
    }

    private final Subscriptions s = source(SUBSCRIPTIONS, "s");

    public final Column<Long> SUBSCRIPTION_ID =
            column("subscription_id", s.SUBSCRIPTION_ID).primaryKey().describedAs("The subscription");
    public final Column<Long> USER_ID = column("user_id", s.USER_ID).notNull().describedAs("Who holds it");
    public final Column<String> PLAN = column("plan", code(s.PLAN)).notNull().describedAs("Code of the plan");
    public final Column<String> STATUS = column("status", code(s.STATUS))
            .notNull()
            .acceptedValues(Code.all(SubscriptionStatus.class))
            .describedAs("What became of it; its present state");
    public final Column<LocalDateTime> STARTED_AT = column("started_at", utc(s.STARTED_AT))
            .notNull()
            .check(Staging::possible)
            .describedAs("Instant from which it counts (UTC)");
    public final Column<LocalDateTime> ENDED_AT = column("ended_at", utc(s.ENDED_AT))
            .check(Staging::possible)
            .describedAs("Instant at which it ended (UTC); NULL while it runs");
    public final Column<BigDecimal> MONTHLY_VALUE = column("monthly_value", s.MONTHLY_VALUE)
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .atMost(DEAREST)
            .describedAs("Price in USD a month; 0 for a trial");
    public final Column<String> BILLING_CYCLE = column("billing_cycle", code(s.BILLING_CYCLE))
            .notNull()
            .acceptedValues(Code.all(BillingCycle.class))
            .describedAs("How often it is billed");
    public final Column<Boolean> IS_TRIAL =
            column("is_trial", s.IS_TRIAL).notNull().describedAs("Whether it is a trial");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", utc(s.CREATED_AT)).describedAs("Instant at which the source created the row (UTC)");
    public final Column<LocalDateTime> UPDATED_AT = column("updated_at", utc(s.UPDATED_AT))
            .describedAs("Instant at which the source last changed the row (UTC)");

    @Override
    protected Version version() {
        return new Version(s.SUBSCRIPTION_ID, coalesce(s.UPDATED_AT, s.CREATED_AT), s._LOADED_AT);
    }

    @Override
    protected Table<?> raw() {
        return s;
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Trials and paid subscriptions, one row per subscription");
    }
}
