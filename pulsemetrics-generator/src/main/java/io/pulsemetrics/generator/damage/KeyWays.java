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
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Keys that are not there, name nothing, or name the wrong thing. */
final class KeyWays {
    private static final Field<Long> NO_KEY = castNull(SQLDataType.BIGINT);
    /** Far above every key. */
    private static final Field<Long> NOWHERE = inline(1_000_000_000_000L);

    static final ImmutableList<Way> ALL = ImmutableList.of(
            caught(
                    "null-keys",
                    "payments without a key",
                    "stg_payments",
                    "rows_without_key",
                    copy(PAYMENTS.PAYMENT_ID).and(PAYMENTS.PAYMENT_ID, NO_KEY)),
            caught(
                    "twin-subscriptions",
                    "a paid subscription stands there a second time under another key",
                    "fct_subscriptions",
                    "user_id_plan_started_at_is_trial_unique",
                    copy(SUBSCRIPTIONS.SUBSCRIPTION_ID)
                            .and(SUBSCRIPTIONS.SUBSCRIPTION_ID, NOWHERE.plus(SUBSCRIPTIONS.SUBSCRIPTION_ID))
                            .where(SUBSCRIPTIONS.IS_TRIAL.isFalse())),
            caught(
                    "orphan-sessions",
                    "sessions of a user who is not there",
                    "fct_sessions",
                    "user_id_relationship",
                    change(SESSIONS.SESSION_ID, SESSIONS.USER_ID, NOWHERE)),
            caught(
                    "orphan-events",
                    "events of a session that is not there",
                    "fct_events",
                    "session_id_relationship",
                    change(EVENTS.EVENT_ID, EVENTS.SESSION_ID, NOWHERE)),
            caught(
                    "orphan-subscriptions",
                    "subscriptions of a user who is not there",
                    "fct_subscriptions",
                    "acquisition_channel_not_null",
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.USER_ID,
                            NOWHERE.plus(SUBSCRIPTIONS.SUBSCRIPTION_ID))),
            caught(
                    "orphan-payments",
                    "payments for a subscription that is not there",
                    "fct_payments",
                    "subscription_id_relationship",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.SUBSCRIPTION_ID, NOWHERE)),
            caught(
                    "missing-sessions",
                    "sessions are gone, and their one event is not",
                    "fct_events",
                    "session_id_relationship",
                    loss(SESSIONS.SESSION_ID)
                            .where(field(selectCount().from(EVENTS).where(EVENTS.SESSION_ID.eq(SESSIONS.SESSION_ID)))
                                    .eq(inline(1)))),
            caught(
                    "missing-users",
                    "users are gone, and their one event is not",
                    "fct_events",
                    "acquisition_channel_not_null",
                    loss(USERS.USER_ID)
                            .where(field(selectCount().from(EVENTS).where(EVENTS.USER_ID.eq(USERS.USER_ID)))
                                    .eq(inline(1)))
                            .where(notExists(
                                    selectOne().from(SUBSCRIPTIONS).where(SUBSCRIPTIONS.USER_ID.eq(USERS.USER_ID))))),
            caught(
                    "missing-subscriptions",
                    "subscriptions are gone, and their one payment is not",
                    "fct_payments",
                    "subscription_id_relationship",
                    loss(SUBSCRIPTIONS.SUBSCRIPTION_ID)
                            .where(field(selectCount()
                                            .from(PAYMENTS)
                                            .where(PAYMENTS.SUBSCRIPTION_ID.eq(SUBSCRIPTIONS.SUBSCRIPTION_ID)))
                                    .eq(inline(1)))),
            caught(
                    "payments-of-another-user",
                    "payments bear another user than the subscription that they are for",
                    "fct_payments",
                    "paid_by_the_subscriber",
                    change(
                            PAYMENTS.PAYMENT_ID,
                            PAYMENTS.USER_ID,
                            field(select(max(USERS.USER_ID)).from(USERS).where(USERS.USER_ID.ne(PAYMENTS.USER_ID))))),
            caught(
                    "events-of-another-user",
                    "events bear another user than the session that they are of",
                    "fct_events",
                    "is_within_session_accepted_values",
                    change(
                                    EVENTS.EVENT_ID,
                                    EVENTS.USER_ID,
                                    field(select(min(USERS.USER_ID)).from(USERS)))
                            .where(EVENTS.USER_ID.ne(
                                    field(select(min(USERS.USER_ID)).from(USERS))))));

    private KeyWays() {}
}
