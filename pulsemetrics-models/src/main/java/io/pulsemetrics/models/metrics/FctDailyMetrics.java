package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.eachDay;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.model.Time.plusHours;
import static io.pulsemetrics.models.dimensions.DimDate.DIM_DATE;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctPayments.FCT_PAYMENTS;
import static io.pulsemetrics.models.facts.FctSessions.FCT_SESSIONS;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.metrics.FctActiveUsers.FCT_ACTIVE_USERS;
import static io.pulsemetrics.models.metrics.FctMrrChanges.FCT_MRR_CHANGES;
import static io.pulsemetrics.models.metrics.Figures.ONE;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.annual;
import static io.pulsemetrics.models.metrics.Figures.money;
import static io.pulsemetrics.models.metrics.Figures.net;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.ratio;
import static io.pulsemetrics.models.metrics.Figures.running;
import static io.pulsemetrics.models.metrics.Figures.runningMoney;
import static io.pulsemetrics.models.metrics.Figures.total;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.codes.Movement;
import io.pulsemetrics.models.codes.PaymentStatus;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import io.pulsemetrics.models.facts.FctPayments;
import io.pulsemetrics.models.facts.FctSessions;
import io.pulsemetrics.models.facts.FctSubscriptions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/**
 * One row per UTC day from the first sign-up to as-of's, also for a day on which nothing happened: the figures of the business
 * day by day. The last day may be partial.
 *
 * <p>Without a sign-up there is no row.
 */
public final class FctDailyMetrics extends Fact<FctDailyMetrics> {
    public static final FctDailyMetrics FCT_DAILY_METRICS = new FctDailyMetrics(root());
    private static final int ACTIVATION_HOURS = 7 * 24;

    private FctDailyMetrics(As as) {
        super(as, FctDailyMetrics::new);
    }

    private final DimUsers u = ref(DIM_USERS, "u");
    private final FctActiveUsers active = ref(FCT_ACTIVE_USERS, "active");
    private final FctSessions s = ref(FCT_SESSIONS, "s");
    private final FctSubscriptions b = ref(FCT_SUBSCRIPTIONS, "b");
    private final FctSubscriptions e = ref(FCT_SUBSCRIPTIONS, "e");
    private final FctSubscriptions next = ref(FCT_SUBSCRIPTIONS, "next");
    private final FctMrrChanges c = ref(FCT_MRR_CHANGES, "c");
    private final FctPayments p = ref(FCT_PAYMENTS, "p");

    /** Who signed up. */
    private final class SignUps extends Step<SignUps> {
        private SignUps(As as) {
            super(as, SignUps::new);
        }

        final Column<LocalDate> DATE = column("date", u.SIGNUP_DATE);
        final Column<Long> USERS = column("users", countLarge(u.USER_ID));
        final Column<Long> ACTIVATED = column(
                "activated",
                countLarge()
                        .filterWhere(
                                u.ACTIVATED_AT.between(u.SIGNED_UP_AT, plusHours(u.SIGNED_UP_AT, ACTIVATION_HOURS))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(u).groupBy(u.SIGNUP_DATE);
        }
    }

    private final SignUps signUps = step(SignUps::new).as("sign_ups");

    /** The sessions that began. */
    private final class Visits extends Step<Visits> {
        private Visits(As as) {
            super(as, Visits::new);
        }

        final Column<LocalDate> DATE = column("date", s.SESSION_DATE);
        final Column<Long> SESSIONS = column("sessions", countLarge(s.SESSION_ID));
        final Column<BigDecimal> MINUTES = column("minutes", avg(s.DURATION_MINUTES));
        final Column<BigDecimal> DEPTH = column("depth", avg(s.EVENT_COUNT));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(s).groupBy(s.SESSION_DATE);
        }
    }

    private final Visits visits = step(Visits::new).as("visits");

    /** The trials and subscriptions that began. */
    private final class Starts extends Step<Starts> {
        private Starts(As as) {
            super(as, Starts::new);
        }

        final Column<LocalDate> DATE = column("date", b.START_DATE);
        final Column<Long> TRIALS = column("trials", countLarge().filterWhere(b.IS_TRIAL.isTrue()));
        final Column<Long> SUBSCRIPTIONS = column(
                "subscriptions",
                countLarge().filterWhere(b.MOVEMENT.in(Movement.NEW.literal(), Movement.REACTIVATION.literal())));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(b).groupBy(b.START_DATE);
        }
    }

    private final Starts starts = step(Starts::new).as("starts");

    /** The paid subscriptions that ended and were not followed by another one of the user on that day or the next. */
    private final class Losses extends Step<Losses> {
        private Losses(As as) {
            super(as, Losses::new);
        }

        final Column<LocalDate> DATE = column("date", e.END_DATE);
        final Column<Long> SUBSCRIPTIONS = column("subscriptions", countLarge(e.SUBSCRIPTION_ID));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(e)
                    .where(
                            e.IS_TRIAL.isFalse(),
                            e.END_DATE.isNotNull(),
                            notExists(selectOne()
                                    .from(next)
                                    .where(
                                            next.USER_ID.eq(e.USER_ID),
                                            next.IS_TRIAL.isFalse(),
                                            next.START_DATE.between(e.END_DATE, plusDays(e.END_DATE, 1)))))
                    .groupBy(e.END_DATE);
        }
    }

    private final Losses losses = step(Losses::new).as("losses");

    /** The attempts to collect, and the cash. */
    private final class Cash extends Step<Cash> {
        private Cash(As as) {
            super(as, Cash::new);
        }

        final Column<LocalDate> DATE = column("date", p.PAYMENT_DATE);
        final Column<Long> ATTEMPTS = column(
                "attempts",
                countLarge()
                        .filterWhere(p.STATUS.in(PaymentStatus.SUCCEEDED.literal(), PaymentStatus.FAILED.literal())));
        final Column<Long> FAILED =
                column("failed", countLarge().filterWhere(p.STATUS.eq(PaymentStatus.FAILED.literal())));
        final Column<BigDecimal> REVENUE = column(
                "revenue",
                sum(p.AMOUNT)
                        .filterWhere(p.STATUS.in(PaymentStatus.SUCCEEDED.literal(), PaymentStatus.REFUNDED.literal())));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(p).groupBy(p.PAYMENT_DATE);
        }
    }

    private final Cash cash = step(Cash::new).as("cash");

    /** What a day changes in MRR and in those who pay it. */
    private final class Change extends Step<Change> {
        private Change(As as) {
            super(as, Change::new);
        }

        final Column<LocalDate> DATE = column("date", c.DATE);
        final Column<BigDecimal> MRR = column("mrr", sum(c.MRR_CHANGE));
        final Column<Long> SUBSCRIPTIONS =
                column("subscriptions", total(c.SUBSCRIPTIONS_AFTER.minus(c.SUBSCRIPTIONS_BEFORE)));
        final Column<Long> USERS =
                column("users", net(c.SUBSCRIPTIONS_BEFORE.gt(inline(0L)), c.SUBSCRIPTIONS_AFTER.gt(inline(0L))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c).groupBy(c.DATE);
        }
    }

    private final Change change = step(Change::new).as("change");

    /** The first sign-up, and the first day on which something counts, which may be earlier. */
    private final class Beginning extends Step<Beginning> {
        private Beginning(As as) {
            super(as, Beginning::new);
        }

        final Column<LocalDate> SIGN_UP =
                column("sign_up", DSL.field(select(min(u.SIGNUP_DATE)).from(u)));
        final Column<LocalDate> CHANGE =
                column("change", DSL.field(select(min(change.DATE)).from(change)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select;
        }
    }

    private final Beginning first = step(Beginning::new).as("first");

    /** Every day that is added up, and whether it is published. */
    private final class Calendar extends Step<Calendar> {
        private Calendar(As as) {
            super(as, Calendar::new);
        }

        final Column<LocalDate> DATE = column("date", eachDay(least(first.SIGN_UP, first.CHANGE), asOfDate()));
        final Column<LocalDate> SIGN_UP = column("sign_up", first.SIGN_UP);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(first);
        }
    }

    private final Calendar day = step(Calendar::new).as("day");

    /** MRR and those who pay it, day by day. */
    private final class Paying extends Step<Paying> {
        private Paying(As as) {
            super(as, Paying::new);
        }

        final Column<LocalDate> DATE = column("date", day.DATE);
        final Column<LocalDate> SIGN_UP = column("sign_up", day.SIGN_UP);
        final Column<BigDecimal> MRR = column("mrr", runningMoney(change.MRR, day.DATE));
        final Column<Long> SUBSCRIPTIONS = column("subscriptions", running(change.SUBSCRIPTIONS, day.DATE));
        final Column<Long> USERS = column("users", running(change.USERS, day.DATE));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(day).leftJoin(change).on(change.DATE.eq(day.DATE));
        }
    }

    private final Paying d = step(Paying::new).as("d");

    public final Column<LocalDate> DATE = column("date", d.DATE).primaryKey().describedAs("The UTC day");
    public final Column<Integer> DATE_KEY = column("date_key", dateKey(d.DATE))
            .notNull()
            .unique()
            .references(() -> DIM_DATE.DATE_KEY)
            .describedAs("The UTC day as a number: yyyymmdd");
    public final Column<Long> DAILY_ACTIVE_USERS = column("daily_active_users", number(active.DAILY_ACTIVE_USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event on the day (DAU)");
    public final Column<Long> WEEKLY_ACTIVE_USERS = column("weekly_active_users", number(active.WEEKLY_ACTIVE_USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event in the 7 days up to the day (WAU)");
    public final Column<Long> MONTHLY_ACTIVE_USERS = column("monthly_active_users", number(active.MONTHLY_ACTIVE_USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event in the 30 days up to the day (MAU)");
    public final Column<BigDecimal> STICKINESS = column(
                    "stickiness", ratio(active.DAILY_ACTIVE_USERS, active.MONTHLY_ACTIVE_USERS))
            .range(ZERO, ONE)
            .describedAs("DAU / MAU; NULL without active users");
    public final Column<Long> NEW_SIGNUPS = column("new_signups", number(signUps.USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Users who signed up on the day");
    public final Column<Long> ACTIVATED_SIGNUPS = column("activated_signups", number(signUps.ACTIVATED))
            .notNull()
            .atLeast(0L)
            .describedAs("Of those who signed up on the day: activated within 7 x 24 hours");
    public final Column<BigDecimal> ACTIVATION_RATE = column("activation_rate", ratio(signUps.ACTIVATED, signUps.USERS))
            .range(ZERO, ONE)
            .describedAs("activated_signups / new_signups; NULL if nobody signed up");
    public final Column<Long> SESSIONS = column("sessions", number(visits.SESSIONS))
            .notNull()
            .atLeast(0L)
            .describedAs("Sessions that began on the day");
    public final Column<BigDecimal> AVG_SESSION_MINUTES = column("avg_session_minutes", visits.MINUTES)
            .atLeast(ZERO)
            .describedAs("Mean length of these sessions, of those whose length is known; NULL without any");
    public final Column<BigDecimal> AVG_SESSION_DEPTH = column("avg_session_depth", visits.DEPTH)
            .atLeast(ZERO)
            .describedAs("Events per session of these sessions; NULL without any");
    public final Column<Long> EVENTS =
            column("events", number(active.EVENTS)).notNull().atLeast(0L).describedAs("Events on the day");
    public final Column<Long> NEW_TRIALS = column("new_trials", number(starts.TRIALS))
            .notNull()
            .atLeast(0L)
            .describedAs("Trials that began on the day");
    public final Column<Long> NEW_SUBSCRIPTIONS = column("new_subscriptions", number(starts.SUBSCRIPTIONS))
            .notNull()
            .atLeast(0L)
            .describedAs("Paid subscriptions that began on the day and are new or a reactivation");
    public final Column<Long> CHURNED_SUBSCRIPTIONS = column("churned_subscriptions", number(losses.SUBSCRIPTIONS))
            .notNull()
            .atLeast(0L)
            .describedAs(
                    "Paid subscriptions that no longer cover the day, if none of the user begins on it or the next");
    public final Column<Long> ACTIVE_SUBSCRIPTIONS = column("active_subscriptions", d.SUBSCRIPTIONS)
            .notNull()
            .atLeast(0L)
            .describedAs("Paid subscriptions that cover the day");
    public final Column<Long> PAYING_USERS = column("paying_users", d.USERS)
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users of the active subscriptions");
    public final Column<BigDecimal> MRR = column("mrr", d.MRR)
            .notNull()
            .atLeast(ZERO)
            .describedAs("Monthly recurring revenue in USD: the monthly value of the active subscriptions");
    public final Column<BigDecimal> ARR =
            column("arr", annual(d.MRR)).notNull().describedAs("Annual recurring revenue in USD: 12 MRR");
    public final Column<BigDecimal> ARPU = column("arpu", ratio(d.MRR, d.USERS))
            .atLeast(ZERO)
            .describedAs("MRR / paying users, in USD; NULL without paying users");
    public final Column<Long> PAYMENTS = column("payments", number(cash.ATTEMPTS))
            .notNull()
            .atLeast(0L)
            .describedAs("Attempts to collect on the day, succeeded and failed");
    public final Column<Long> FAILED_PAYMENTS =
            column("failed_payments", number(cash.FAILED)).notNull().atLeast(0L).describedAs("Attempts that failed");
    public final Column<BigDecimal> PAYMENT_FAILURE_RATE = column(
                    "payment_failure_rate", ratio(cash.FAILED, cash.ATTEMPTS))
            .range(ZERO, ONE)
            .describedAs("failed_payments / payments; NULL without attempts");
    public final Column<BigDecimal> REVENUE = column("revenue", money(cash.REVENUE))
            .notNull()
            .describedAs("Cash of the day in USD: payments that succeeded, less refunds");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(d)
                .leftJoin(active)
                .on(active.DATE.eq(d.DATE))
                .leftJoin(signUps)
                .on(signUps.DATE.eq(d.DATE))
                .leftJoin(visits)
                .on(visits.DATE.eq(d.DATE))
                .leftJoin(starts)
                .on(starts.DATE.eq(d.DATE))
                .leftJoin(losses)
                .on(losses.DATE.eq(d.DATE))
                .leftJoin(cash)
                .on(cash.DATE.eq(d.DATE))
                .where(d.DATE.ge(d.SIGN_UP));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression(
                        "wider_windows_hold_more",
                        DAILY_ACTIVE_USERS.le(WEEKLY_ACTIVE_USERS).and(WEEKLY_ACTIVE_USERS.le(MONTHLY_ACTIVE_USERS)),
                        DAILY_ACTIVE_USERS,
                        WEEKLY_ACTIVE_USERS,
                        MONTHLY_ACTIVE_USERS),
                Check.expression(
                        "activated_are_of_those_who_signed_up",
                        ACTIVATED_SIGNUPS.le(NEW_SIGNUPS),
                        ACTIVATED_SIGNUPS,
                        NEW_SIGNUPS),
                Check.expression(
                        "every_paying_user_has_a_subscription",
                        PAYING_USERS.le(ACTIVE_SUBSCRIPTIONS),
                        PAYING_USERS,
                        ACTIVE_SUBSCRIPTIONS),
                Check.expression(
                        "no_mrr_without_subscription",
                        ACTIVE_SUBSCRIPTIONS.gt(inline(0L)).or(MRR.eq(inline(ZERO))),
                        ACTIVE_SUBSCRIPTIONS,
                        MRR),
                Check.expression("arr_is_12_mrr", ARR.eq(MRR.times(inline(12))), MRR, ARR),
                Check.expression("failed_are_of_the_attempts", FAILED_PAYMENTS.le(PAYMENTS), FAILED_PAYMENTS, PAYMENTS),
                new NoDayWithoutEvents().warn());
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("The figures of the business, day by day");
    }
}
