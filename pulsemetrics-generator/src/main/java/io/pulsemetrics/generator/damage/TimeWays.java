package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.generator.damage.Way.caught;
import static io.pulsemetrics.generator.damage.Wound.change;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;

/** Instants that cannot be. */
final class TimeWays {
    private static final Field<OffsetDateTime> ANCIENT = inline(OffsetDateTime.parse("1900-01-01T00:00Z"));

    static final ImmutableList<Way> ALL = ImmutableList.of(
            caught(
                    "future-events",
                    "events that happen two years after they were recorded",
                    "stg_events",
                    "recorded_after_it_happened",
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TIMESTAMP, EVENTS.EVENT_TIMESTAMP.plus(Times.days(730)))),
            caught(
                    "future-payments",
                    "payments made two years after they were recorded",
                    "stg_payments",
                    "recorded_after_it_happened",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.PAYMENT_DATE, PAYMENTS.PAYMENT_DATE.plus(Times.days(730)))),
            caught(
                    "ancient-sign-ups",
                    "users who signed up in 1900",
                    "stg_users",
                    "signed_up_at_range",
                    change(USERS.USER_ID, USERS.SIGNUP_DATE, ANCIENT)),
            caught(
                    "ancient-subscriptions",
                    "subscriptions since 1900",
                    "stg_subscriptions",
                    "started_at_range",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.STARTED_AT, ANCIENT)),
            caught(
                    "infinite-ends",
                    "subscriptions that end at infinity",
                    "stg_subscriptions",
                    "ended_at_range",
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.ENDED_AT,
                            inline("infinity").cast(SQLDataType.TIMESTAMPWITHTIMEZONE))),
            caught(
                    "infinite-starts",
                    "sessions that start at minus infinity",
                    "stg_sessions",
                    "started_at_range",
                    change(
                            SESSIONS.SESSION_ID,
                            SESSIONS.SESSION_START,
                            inline("-infinity").cast(SQLDataType.TIMESTAMPWITHTIMEZONE))),
            caught(
                    "null-sign-ups",
                    "users who never signed up",
                    "stg_users",
                    "signed_up_at_not_null",
                    change(USERS.USER_ID, USERS.SIGNUP_DATE, castNull(SQLDataType.TIMESTAMPWITHTIMEZONE))),
            caught(
                    "sessions-end-before-start",
                    "sessions that end an hour before they start",
                    "fct_sessions",
                    "ends_after_it_starts",
                    change(SESSIONS.SESSION_ID, SESSIONS.SESSION_END, SESSIONS.SESSION_START.minus(Times.HOUR))),
            caught(
                    "subscriptions-end-before-start",
                    "start and end of subscriptions stand in each other's column",
                    "fct_subscriptions",
                    "ends_after_it_starts",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.STARTED_AT, SUBSCRIPTIONS.ENDED_AT)
                            .and(SUBSCRIPTIONS.ENDED_AT, SUBSCRIPTIONS.STARTED_AT)
                            .where(SUBSCRIPTIONS.IS_TRIAL.isFalse())
                            .where(SUBSCRIPTIONS.ENDED_AT.gt(SUBSCRIPTIONS.STARTED_AT.plus(Times.DAY)))),
            caught(
                    "shifted-time-zone",
                    "events written in the local time of Tokyo as if it were UTC",
                    "fct_events",
                    "is_within_session_accepted_values",
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TIMESTAMP, EVENTS.EVENT_TIMESTAMP.plus(hours(9)))
                            .and(EVENTS.CREATED_AT, EVENTS.CREATED_AT.plus(hours(9)))
                            .where(EVENTS.EVENT_TIMESTAMP.lt(
                                    field(select(max(EVENTS.EVENT_TIMESTAMP).minus(Times.days(2)))
                                            .from(EVENTS))))),
            caught(
                    "events-before-their-session",
                    "events an hour before their session",
                    "fct_events",
                    "is_within_session_accepted_values",
                    change(
                                    EVENTS.EVENT_ID,
                                    EVENTS.EVENT_TIMESTAMP,
                                    field(select(SESSIONS.SESSION_START.minus(Times.HOUR))
                                            .from(SESSIONS)
                                            .where(SESSIONS.SESSION_ID.eq(EVENTS.SESSION_ID))))
                            .where(EVENTS.EVENT_TIMESTAMP.gt(
                                    field(select(min(USERS.SIGNUP_DATE).plus(Times.DAY))
                                            .from(USERS)
                                            .where(USERS.USER_ID.eq(EVENTS.USER_ID)))))),
            caught(
                    "activated-before-sign-up",
                    "users who were activated a day before they signed up",
                    "dim_users",
                    "activated_after_sign_up",
                    change(USERS.USER_ID, USERS.ACTIVATED_AT, USERS.SIGNUP_DATE.minus(Times.DAY))
                            .where(USERS.ACTIVATED_AT.isNotNull())));

    private TimeWays() {}

    private static DayToSecond hours(int count) {
        return new DayToSecond(0, count);
    }
}
