package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.daysBetween;
import static io.pulsemetrics.model.Time.monthOf;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.models.dimensions.DimChannel.DIM_CHANNEL;
import static io.pulsemetrics.models.dimensions.DimPlan.DIM_PLAN;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.facts.FctPayments.FCT_PAYMENTS;
import static io.pulsemetrics.models.facts.FctSessions.FCT_SESSIONS;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.jooq.impl.DSL.boolOr;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.trim;
import static org.jooq.impl.DSL.when;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.EngagementSegment;
import io.pulsemetrics.models.codes.LifecycleStage;
import io.pulsemetrics.models.codes.PaymentStatus;
import io.pulsemetrics.models.facts.FctEvents;
import io.pulsemetrics.models.facts.FctPayments;
import io.pulsemetrics.models.facts.FctSessions;
import io.pulsemetrics.models.facts.FctSubscriptions;
import io.pulsemetrics.models.staging.StgUsers;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** One row per user who signed up to as-of: who they are, how they came, what they do now. */
public final class DimUsers extends Dimension<DimUsers> {
    private static final int SEGMENT_DAYS = 30;
    private static final long POWER_DAYS = 12;
    private static final long ENGAGED_DAYS = 5;

    public static final DimUsers DIM_USERS = new DimUsers(root());

    private DimUsers(As as) {
        super(as, DimUsers::new);
    }

    private final StgUsers u = ref(STG_USERS, "u");
    private final FctEvents e = ref(FCT_EVENTS, "e");
    private final FctSessions s = ref(FCT_SESSIONS, "s");
    private final FctPayments p = ref(FCT_PAYMENTS, "p");
    private final FctSubscriptions b = ref(FCT_SUBSCRIPTIONS, "b");
    private final DimPlan tier = ref(DIM_PLAN, "tier");
    private final DimPlan plan = ref(DIM_PLAN, "plan");

    /** The days on which a user was active. */
    private final class UserDay extends Step<UserDay> {
        private UserDay(As as) {
            super(as, UserDay::new);
        }

        final Column<Long> USER_ID = column("user_id", e.USER_ID);
        final Column<LocalDate> DAY = column("day", e.EVENT_DATE);
        final Column<Long> EVENTS = column("events", countLarge(e.EVENT_ID));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(e).groupBy(e.USER_ID, e.EVENT_DATE);
        }
    }

    private final UserDay d = step(UserDay::new).as("d");

    /** What a user did. */
    private final class Activity extends Step<Activity> {
        private Activity(As as) {
            super(as, Activity::new);
        }

        final Column<Long> USER_ID = column("user_id", d.USER_ID);
        final Column<LocalDate> FIRST_DAY = column("first_day", min(d.DAY));
        final Column<LocalDate> LAST_DAY = column("last_day", max(d.DAY));
        final Column<Long> EVENTS = column("events", sum(d.EVENTS).cast(SQLDataType.BIGINT));
        final Column<Long> RECENT_DAYS =
                column("recent_days", countLarge().filterWhere(d.DAY.gt(plusDays(asOfDate(), -SEGMENT_DAYS))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(d).groupBy(d.USER_ID);
        }
    }

    private final Activity activity = step(Activity::new).as("activity");

    /** How often a user came. */
    private final class Visits extends Step<Visits> {
        private Visits(As as) {
            super(as, Visits::new);
        }

        final Column<Long> USER_ID = column("user_id", s.USER_ID);
        final Column<Long> SESSIONS = column("sessions", countLarge(s.SESSION_ID));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(s).groupBy(s.USER_ID);
        }
    }

    private final Visits visits = step(Visits::new).as("visits");

    /** What a user paid, less what was given back. */
    private final class Cash extends Step<Cash> {
        private Cash(As as) {
            super(as, Cash::new);
        }

        final Column<Long> USER_ID = column("user_id", p.USER_ID);
        final Column<BigDecimal> REVENUE = column("revenue", sum(p.AMOUNT));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(p)
                    .where(p.STATUS.in(PaymentStatus.SUCCEEDED.literal(), PaymentStatus.REFUNDED.literal()))
                    .groupBy(p.USER_ID);
        }
    }

    private final Cash cash = step(Cash::new).as("cash");

    /** What a user is subscribed to on the day of as-of, and whether something was paid on an earlier day. */
    private final class Subscribed extends Step<Subscribed> {
        private Subscribed(As as) {
            super(as, Subscribed::new);
        }

        final Column<Long> USER_ID = column("user_id", b.USER_ID);
        final Column<Integer> TIER = column("tier", max(tier.TIER).filterWhere(b.IS_ACTIVE.isTrue()));
        final Column<BigDecimal> MRR = column(
                "mrr", sum(b.MONTHLY_VALUE).filterWhere(b.IS_ACTIVE.isTrue().and(b.IS_TRIAL.isFalse())));
        final Column<Boolean> ON_TRIAL =
                column("on_trial", boolOr(b.IS_ACTIVE.isTrue().and(b.IS_TRIAL.isTrue())));
        final Column<Boolean> PAID_BEFORE = column(
                "paid_before",
                boolOr(b.IS_TRIAL
                        .isFalse()
                        .and(b.MONTHLY_VALUE.gt(inline(BigDecimal.ZERO)))
                        .and(b.START_DATE.lt(asOfDate()))
                        .and(b.END_DATE.isNull().or(b.END_DATE.gt(b.START_DATE)))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(b).leftJoin(tier).on(tier.PLAN_KEY.eq(b.PLAN)).groupBy(b.USER_ID);
        }
    }

    private final Subscribed subscribed = step(Subscribed::new).as("subscribed");
    private final Field<LocalDate> signupDate = day(u.SIGNED_UP_AT);
    private final Field<LocalDateTime> activatedAt = when(u.ACTIVATED_AT.le(asOf()), u.ACTIVATED_AT);
    private final Field<BigDecimal> mrr = coalesce(subscribed.MRR, inline(BigDecimal.ZERO));

    public final Column<Long> USER_ID =
            column("user_id", u.USER_ID).primaryKey().describedAs("The user");
    public final Column<String> EMAIL =
            column("email", u.EMAIL).notNull().sensitive().describedAs("Address, in lower case");
    public final Column<String> FULL_NAME =
            column("full_name", fullName(u.FIRST_NAME, u.LAST_NAME)).sensitive().describedAs("Given and family name");
    public final Column<String> COMPANY = column("company", u.COMPANY).describedAs("Employer");
    public final Column<String> JOB_TITLE = column("job_title", u.JOB_TITLE).describedAs("Position");
    public final Column<String> COUNTRY = column("country", u.COUNTRY).describedAs("Country, as an ISO 3166 code");
    public final Column<String> ACQUISITION_CHANNEL = column("acquisition_channel", u.ACQUISITION_CHANNEL)
            .notNull()
            .references(() -> DIM_CHANNEL.CHANNEL_KEY)
            .describedAs("How the user found us");
    public final Column<LocalDateTime> SIGNED_UP_AT =
            column("signed_up_at", u.SIGNED_UP_AT).notNull().describedAs("Instant of the sign-up (UTC)");
    public final Column<LocalDate> SIGNUP_DATE =
            column("signup_date", signupDate).notNull().describedAs("UTC day of the sign-up");
    public final Column<LocalDate> SIGNUP_MONTH =
            column("signup_month", monthOf(signupDate)).notNull().describedAs("First day of the month of the sign-up");
    public final Column<Boolean> IS_ACTIVATED = column(
                    "is_activated",
                    DSL.field(
                            u.IS_ACTIVATED.isTrue().and(u.ACTIVATED_AT.isNull().or(u.ACTIVATED_AT.le(asOf())))))
            .notNull()
            .describedAs("Whether the user completed the set-up up to as-of");
    public final Column<LocalDateTime> ACTIVATED_AT =
            column("activated_at", activatedAt).describedAs("Instant of the activation (UTC); NULL until then");
    public final Column<Integer> DAYS_SINCE_SIGNUP = column("days_since_signup", daysBetween(signupDate, asOfDate()))
            .notNull()
            .atLeast(0)
            .describedAs("UTC days from the sign-up to the day of as-of");
    public final Column<LocalDate> FIRST_ACTIVE_DATE =
            column("first_active_date", activity.FIRST_DAY).describedAs("UTC day of the first event");
    public final Column<LocalDate> LAST_ACTIVE_DATE =
            column("last_active_date", activity.LAST_DAY).describedAs("UTC day of the last event");
    public final Column<Long> TOTAL_SESSIONS = column("total_sessions", coalesce(visits.SESSIONS, inline(0L)))
            .notNull()
            .atLeast(0L)
            .describedAs("Sessions so far");
    public final Column<Long> TOTAL_EVENTS = column("total_events", coalesce(activity.EVENTS, inline(0L)))
            .notNull()
            .atLeast(0L)
            .describedAs("Events so far");
    public final Column<BigDecimal> LIFETIME_REVENUE = column(
                    "lifetime_revenue", coalesce(cash.REVENUE, inline(BigDecimal.ZERO)))
            .notNull()
            .describedAs("Cash so far in USD: payments that succeeded, less refunds");
    public final Column<String> CURRENT_PLAN = column("current_plan", plan.PLAN_KEY)
            .references(() -> DIM_PLAN.PLAN_KEY)
            .describedAs("Plan on the day of as-of, trials among them; of several the one of the highest tier");
    public final Column<BigDecimal> CURRENT_MRR = column("current_mrr", mrr)
            .notNull()
            .atLeast(BigDecimal.ZERO)
            .describedAs("MRR on the day of as-of, in USD: paid subscriptions that cover it");
    /** The first that is true: MRR on the day of as-of; a trial that covers it; MRR on some earlier day; none of these. */
    public final Column<String> LIFECYCLE_STAGE = column(
                    "lifecycle_stage",
                    when(mrr.gt(inline(BigDecimal.ZERO)), LifecycleStage.PAYING.literal())
                            .when(subscribed.ON_TRIAL.isTrue(), LifecycleStage.TRIAL.literal())
                            .when(subscribed.PAID_BEFORE.isTrue(), LifecycleStage.CHURNED.literal())
                            .otherwise(LifecycleStage.FREE.literal()))
            .notNull()
            .acceptedValues(Code.all(LifecycleStage.class))
            .describedAs("paying, else on trial, else churned (paid on an earlier day), else free");
    /** By days with an event among the 30 up to as-of: power from 12, engaged from 5, casual from 1, dormant. */
    public final Column<String> ENGAGEMENT_SEGMENT = column(
                    "engagement_segment",
                    when(activity.RECENT_DAYS.ge(inline(POWER_DAYS)), EngagementSegment.POWER.literal())
                            .when(activity.RECENT_DAYS.ge(inline(ENGAGED_DAYS)), EngagementSegment.ENGAGED.literal())
                            .when(activity.RECENT_DAYS.gt(inline(0L)), EngagementSegment.CASUAL.literal())
                            .otherwise(EngagementSegment.DORMANT.literal()))
            .notNull()
            .acceptedValues(Code.all(EngagementSegment.class))
            .describedAs(
                    "By days with an event among the last 30: power 12 or more, engaged 5 to 11, casual 1 to 4, dormant");

    /** The names there are, with a blank between two. */
    private static Field<String> fullName(Field<String> first, Field<String> last) {
        return nullif(trim(concat(coalesce(first, inline("")), inline(" "), coalesce(last, inline("")))), inline(""));
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(u)
                .leftJoin(activity)
                .on(activity.USER_ID.eq(u.USER_ID))
                .leftJoin(visits)
                .on(visits.USER_ID.eq(u.USER_ID))
                .leftJoin(cash)
                .on(cash.USER_ID.eq(u.USER_ID))
                .leftJoin(subscribed)
                .on(subscribed.USER_ID.eq(u.USER_ID))
                .leftJoin(plan)
                .on(plan.TIER.eq(subscribed.TIER))
                .where(u.SIGNED_UP_AT.le(asOf()));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("activated_after_sign_up", ACTIVATED_AT.ge(SIGNED_UP_AT), SIGNED_UP_AT, ACTIVATED_AT),
                Check.expression(
                        "activated_at_an_instant",
                        DSL.field(IS_ACTIVATED.isTrue()).eq(DSL.field(ACTIVATED_AT.isNotNull())),
                        IS_ACTIVATED,
                        ACTIVATED_AT),
                Check.expression(
                        "active_from_first_to_last",
                        LAST_ACTIVE_DATE.ge(FIRST_ACTIVE_DATE),
                        FIRST_ACTIVE_DATE,
                        LAST_ACTIVE_DATE),
                Check.expression(
                        "paying_has_mrr",
                        DSL.field(LIFECYCLE_STAGE.eq(LifecycleStage.PAYING.literal()))
                                .eq(DSL.field(CURRENT_MRR.gt(inline(BigDecimal.ZERO)))),
                        LIFECYCLE_STAGE,
                        CURRENT_MRR));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Users: who they are, how they came, what they do now; one row per user");
    }
}
