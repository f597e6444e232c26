package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.generator.damage.Way.caught;
import static io.pulsemetrics.generator.damage.Wound.change;
import static io.pulsemetrics.generator.damage.Wound.copy;
import static io.pulsemetrics.generator.damage.Wound.loss;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;

import com.google.common.collect.ImmutableList;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Rows that are right by themselves and contradict others. */
final class StoryWays {
    static final ImmutableList<Way> ALL = ImmutableList.of(
            caught(
                    "sessions-without-events",
                    "sessions whose one event is gone",
                    "fct_sessions",
                    "pages_mean_events",
                    loss(EVENTS.EVENT_ID)
                            .where(field(selectCount()
                                            .from(EVENTS.as("other"))
                                            .where(EVENTS.as("other").SESSION_ID.eq(EVENTS.SESSION_ID)))
                                    .eq(inline(1)))),
            caught(
                    "missing-day",
                    "all sessions and events of the busiest day are gone",
                    "fct_daily_metrics",
                    "no_day_without_events",
                    loss(EVENTS.EVENT_ID)
                            .where(onTheBusiestDay(EVENTS.EVENT_TIMESTAMP)
                                    .or(EVENTS.SESSION_ID.in(select(SESSIONS.SESSION_ID)
                                            .from(SESSIONS)
                                            .where(onTheBusiestDay(SESSIONS.SESSION_START)))))
                            .toAll(),
                    loss(SESSIONS.SESSION_ID)
                            .where(onTheBusiestDay(SESSIONS.SESSION_START))
                            .toAll()),
            caught(
                    "overlapping-trials",
                    "users with a second trial within the first",
                    "fct_subscriptions",
                    "start_date_end_date_no_overlaps",
                    copy(SUBSCRIPTIONS.SUBSCRIPTION_ID)
                            .and(
                                    SUBSCRIPTIONS.SUBSCRIPTION_ID,
                                    SUBSCRIPTIONS.SUBSCRIPTION_ID.plus(inline(2_000_000_000_000L)))
                            .and(SUBSCRIPTIONS.STARTED_AT, SUBSCRIPTIONS.STARTED_AT.plus(Times.days(2)))
                            .where(SUBSCRIPTIONS.IS_TRIAL.isTrue())
                            .where(SUBSCRIPTIONS.ENDED_AT.isNotNull())),
            caught(
                    "repeated-attempts",
                    "second attempts that bear the number of the first",
                    "fct_payments",
                    "attempt_number_increasing",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.ATTEMPT_NUMBER, inline(1))
                            .where(PAYMENTS.ATTEMPT_NUMBER.eq(inline(2)))
                            .where(PAYMENTS.STATUS.ne(inline("refunded")))),
            caught(
                    "attempts-out-of-order",
                    "first attempts dated after all others of their invoice",
                    "fct_payments",
                    "attempt_number_increasing",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.PAYMENT_DATE, PAYMENTS.PAYMENT_DATE.plus(Times.days(30)))
                            .and(PAYMENTS.CREATED_AT, PAYMENTS.CREATED_AT.plus(Times.days(30)))
                            .where(PAYMENTS.ATTEMPT_NUMBER.eq(inline(1)))
                            .where(exists(selectOne()
                                    .from(PAYMENTS.as("second"))
                                    .where(PAYMENTS.as("second").INVOICE_ID.eq(PAYMENTS.INVOICE_ID))
                                    .and(PAYMENTS.as("second").ATTEMPT_NUMBER.eq(inline(2)))
                                    .and(PAYMENTS.as("second").STATUS.ne(inline("refunded")))))
                            .where(PAYMENTS.PAYMENT_DATE.lt(
                                    field(select(max(PAYMENTS.PAYMENT_DATE).minus(Times.days(31)))
                                            .from(PAYMENTS))))),
            caught(
                    "reasons-without-failure",
                    "payments that succeeded, with a reason of failure",
                    "fct_payments",
                    "only_failures_have_a_reason",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.FAILURE_REASON, inline("card_declined"))
                            .where(PAYMENTS.STATUS.eq(inline("succeeded")))),
            caught(
                    "active-after-the-end",
                    "subscriptions that have ended and are active",
                    "fct_subscriptions",
                    "active_until_it_ends",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.STATUS, inline("active"))
                            .where(SUBSCRIPTIONS.ENDED_AT.isNotNull())),
            caught(
                    "activated-at-no-instant",
                    "users who are activated, and nobody knows since when",
                    "dim_users",
                    "activated_at_an_instant",
                    change(USERS.USER_ID, USERS.ACTIVATED_AT, castNull(SQLDataType.TIMESTAMPWITHTIMEZONE))
                            .where(USERS.IS_ACTIVATED.isTrue())));

    private StoryWays() {}

    private static Condition onTheBusiestDay(Field<OffsetDateTime> instant) {
        var busiest = select(day(SESSIONS.SESSION_START))
                .from(SESSIONS)
                .groupBy(day(SESSIONS.SESSION_START))
                .orderBy(count().desc(), day(SESSIONS.SESSION_START))
                .limit(inline(1));
        return day(instant).eq(field(busiest));
    }

    private static Field<LocalDate> day(Field<OffsetDateTime> instant) {
        return DSL.field("({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, instant);
    }
}
