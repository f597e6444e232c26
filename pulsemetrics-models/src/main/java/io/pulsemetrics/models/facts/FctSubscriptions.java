package io.pulsemetrics.models.facts;

import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.daysBetween;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.models.dimensions.DimChannel.DIM_CHANNEL;
import static io.pulsemetrics.models.dimensions.DimPlan.DIM_PLAN;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.staging.StgSubscriptions.STG_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lag;
import static org.jooq.impl.DSL.when;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Sequences;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.codes.BillingCycle;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.Movement;
import io.pulsemetrics.models.codes.SubscriptionStatus;
import io.pulsemetrics.models.staging.StgSubscriptions;
import io.pulsemetrics.models.staging.StgUsers;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/**
 * One row per subscription that started up to as-of, trials among them. It covers the days from start_date to the day before
 * end_date.
 *
 * <p>An end after as-of is not known yet: ended_at and end_date are NULL and the status is active, whatever the source says
 * already.
 */
public final class FctSubscriptions extends Fact<FctSubscriptions> {
    public static final FctSubscriptions FCT_SUBSCRIPTIONS = new FctSubscriptions(root());

    private FctSubscriptions(As as) {
        super(as, FctSubscriptions::new);
    }

    private final StgSubscriptions s = ref(STG_SUBSCRIPTIONS, "s");
    private final StgUsers u = ref(STG_USERS, "u");

    /** The subscriptions as they are known at as-of, each with its user's one before it of its kind, trial or paid. */
    private final class Known extends Step<Known> {
        private Known(As as) {
            super(as, Known::new);
        }

        private final Condition over = s.ENDED_AT.le(asOf());
        private final Field<LocalDateTime> endedAt = when(over, s.ENDED_AT);

        final Column<Long> SUBSCRIPTION_ID = column("subscription_id", s.SUBSCRIPTION_ID);
        final Column<Long> USER_ID = column("user_id", s.USER_ID);
        final Column<String> PLAN = column("plan", s.PLAN);
        final Column<String> BILLING_CYCLE = column("billing_cycle", s.BILLING_CYCLE);
        final Column<String> STATUS = column(
                "status",
                when(s.ENDED_AT.gt(asOf()), SubscriptionStatus.ACTIVE.literal()).otherwise(s.STATUS));
        final Column<Boolean> IS_TRIAL = column("is_trial", s.IS_TRIAL);
        final Column<LocalDateTime> STARTED_AT = column("started_at", s.STARTED_AT);
        final Column<LocalDateTime> ENDED_AT = column("ended_at", endedAt);
        final Column<LocalDate> START_DATE = column("start_date", day(s.STARTED_AT));
        final Column<LocalDate> END_DATE = column("end_date", day(endedAt));
        final Column<BigDecimal> MONTHLY_VALUE = column("monthly_value", s.MONTHLY_VALUE);
        final Column<LocalDateTime> CREATED_AT = column("created_at", s.CREATED_AT);
        final Column<Long> PREVIOUS_ID = column("previous_id", previous(s.SUBSCRIPTION_ID));
        final Column<BigDecimal> PREVIOUS_VALUE = column("previous_value", previous(s.MONTHLY_VALUE));
        final Column<LocalDate> PREVIOUS_END = column("previous_end", previous(day(endedAt)));

        private <T> Field<T> previous(Field<T> value) {
            return lag(value).over().partitionBy(s.USER_ID, s.IS_TRIAL).orderBy(s.STARTED_AT, s.SUBSCRIPTION_ID);
        }

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(s).where(s.STARTED_AT.le(asOf()));
        }
    }

    private final Known k = step(Known::new).as("k");

    public final Column<Long> SUBSCRIPTION_ID =
            column("subscription_id", k.SUBSCRIPTION_ID).primaryKey().describedAs("The subscription");
    public final Column<Long> USER_ID = column("user_id", k.USER_ID)
            .notNull()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Who holds it");
    public final Column<String> PLAN =
            column("plan", k.PLAN).notNull().references(() -> DIM_PLAN.PLAN_KEY).describedAs("Code of the plan");
    public final Column<String> BILLING_CYCLE = column("billing_cycle", k.BILLING_CYCLE)
            .notNull()
            .acceptedValues(Code.all(BillingCycle.class))
            .describedAs("How often it is billed");
    public final Column<String> STATUS = column("status", k.STATUS)
            .notNull()
            .acceptedValues(Code.all(SubscriptionStatus.class))
            .describedAs("What became of it up to as-of; active while it runs");
    public final Column<Boolean> IS_TRIAL =
            column("is_trial", k.IS_TRIAL).notNull().describedAs("Whether it is a trial");
    public final Column<LocalDateTime> STARTED_AT =
            column("started_at", k.STARTED_AT).notNull().describedAs("Instant from which it counts (UTC)");
    public final Column<LocalDateTime> ENDED_AT =
            column("ended_at", k.ENDED_AT).describedAs("Instant at which it ended (UTC); NULL while it runs");
    public final Column<LocalDate> START_DATE =
            column("start_date", k.START_DATE).notNull().describedAs("First UTC day that it covers");
    public final Column<LocalDate> END_DATE =
            column("end_date", k.END_DATE).describedAs("First UTC day that it no longer covers; NULL while it runs");
    public final Column<BigDecimal> MONTHLY_VALUE = column("monthly_value", k.MONTHLY_VALUE)
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("Price in USD a month; 0 for a trial");
    public final Column<Boolean> IS_ACTIVE = column(
                    "is_active",
                    DSL.field(
                            k.START_DATE.le(asOfDate()).and(k.END_DATE.isNull().or(k.END_DATE.gt(asOfDate())))))
            .notNull()
            .describedAs("Whether it covers the day of as-of");
    public final Column<Boolean> IS_CHURNED = column(
                    "is_churned",
                    DSL.field(k.IS_TRIAL.isFalse().and(k.STATUS.eq(SubscriptionStatus.CANCELLED.literal()))))
            .notNull()
            .describedAs("Whether it was paid and is cancelled");
    public final Column<Integer> TENURE_DAYS = column(
                    "tenure_days", daysBetween(k.START_DATE, coalesce(k.END_DATE, asOfDate())))
            .notNull()
            .atLeast(0)
            .describedAs("UTC days from start_date to end_date, or to the day of as-of while it runs");
    /**
     * Trial; else, of the user's paid ones by start and id, the first is new; one that starts before, on or at most one day
     * after the end of the one before it is an expansion, contraction or renewal by its value; any other a reactivation.
     */
    public final Column<String> MOVEMENT = column("movement", movement())
            .notNull()
            .acceptedValues(Code.all(Movement.class))
            .describedAs("What it is to its user: trial, new, expansion, contraction, renewal or reactivation");

    public final Column<String> ACQUISITION_CHANNEL = column("acquisition_channel", u.ACQUISITION_CHANNEL)
            .notNull()
            .references(() -> DIM_CHANNEL.CHANNEL_KEY)
            .describedAs("How the user found us");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", k.CREATED_AT).describedAs("Instant at which the source created the row (UTC)");

    private Field<String> movement() {
        var gap = k.PREVIOUS_END.lt(plusDays(k.START_DATE, -1));
        return when(k.IS_TRIAL.isTrue(), Movement.TRIAL.literal())
                .when(k.PREVIOUS_ID.isNull(), Movement.NEW.literal())
                .when(gap, Movement.REACTIVATION.literal())
                .when(k.MONTHLY_VALUE.gt(k.PREVIOUS_VALUE), Movement.EXPANSION.literal())
                .when(k.MONTHLY_VALUE.lt(k.PREVIOUS_VALUE), Movement.CONTRACTION.literal())
                .otherwise(Movement.RENEWAL.literal());
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(k).leftJoin(u).on(u.USER_ID.eq(k.USER_ID));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("ends_after_it_starts", ENDED_AT.ge(STARTED_AT), STARTED_AT, ENDED_AT),
                Check.expression(
                        "active_until_it_ends",
                        STATUS.eq(SubscriptionStatus.ACTIVE.literal())
                                .and(ENDED_AT.isNull())
                                .or(STATUS.ne(SubscriptionStatus.ACTIVE.literal())
                                        .and(ENDED_AT.isNotNull())),
                        STATUS,
                        ENDED_AT),
                Check.unique(USER_ID, PLAN, STARTED_AT, IS_TRIAL).warn().tagged(COHERENCE),
                Sequences.noOverlaps(START_DATE, END_DATE, USER_ID)
                        .where(IS_TRIAL.isTrue())
                        .warn()
                        .tagged(COHERENCE),
                Check.expression(
                        "trial_is_free",
                        IS_TRIAL.isFalse().or(MONTHLY_VALUE.eq(inline(BigDecimal.ZERO))),
                        MONTHLY_VALUE));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Trials and paid subscriptions, one row per subscription");
    }
}
