package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.generator.damage.Way.caught;
import static io.pulsemetrics.generator.damage.Wound.change;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.inline;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Numbers that cannot be. */
final class AmountWays {
    private static final Field<BigDecimal> NOT_A_NUMBER = inline("NaN").cast(SQLDataType.NUMERIC);
    private static final Condition PAID = PAYMENTS.STATUS.eq(inline("succeeded"));

    static final ImmutableList<Way> ALL = ImmutableList.of(
            caught(
                    "negative-payments",
                    "payments that succeeded, with a negative amount",
                    "fct_payments",
                    "only_refunds_are_negative",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.AMOUNT, PAYMENTS.AMOUNT.neg())
                            .where(PAID)),
            caught(
                    "zero-payments",
                    "payments of nothing",
                    "stg_payments",
                    "amount_rejected_values",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.AMOUNT, inline(BigDecimal.ZERO))
                            .where(PAID)),
            caught(
                    "huge-payments",
                    "payments a thousand times too large",
                    "stg_payments",
                    "amount_range",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.AMOUNT, PAYMENTS.AMOUNT.times(inline(1_000)))
                            .where(PAID)),
            caught(
                    "nan-payments",
                    "payments of NaN",
                    "stg_payments",
                    "amount_range",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.AMOUNT, NOT_A_NUMBER)),
            caught(
                    "null-amounts",
                    "payments without an amount",
                    "stg_payments",
                    "amount_not_null",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.AMOUNT, castNull(SQLDataType.NUMERIC))),
            caught(
                    "wild-attempt-numbers",
                    "a ninth attempt",
                    "stg_payments",
                    "attempt_number_range",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.ATTEMPT_NUMBER, inline(9))),
            caught(
                    "negative-prices",
                    "subscriptions with a negative price",
                    "stg_subscriptions",
                    "monthly_value_at_least",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.MONTHLY_VALUE, inline(new BigDecimal("-29")))),
            caught(
                    "huge-prices",
                    "subscriptions a thousand times too dear",
                    "stg_subscriptions",
                    "monthly_value_at_most",
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.MONTHLY_VALUE,
                            inline(new BigDecimal("29000")))),
            caught(
                    "priced-trials",
                    "trials with a price",
                    "fct_subscriptions",
                    "trial_is_free",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.MONTHLY_VALUE, inline(new BigDecimal("29")))
                            .where(SUBSCRIPTIONS.IS_TRIAL.isTrue())),
            caught(
                    "negative-durations",
                    "sessions of a negative length",
                    "fct_sessions",
                    "duration_minutes_at_least",
                    change(SESSIONS.SESSION_ID, SESSIONS.DURATION_MINUTES, inline(new BigDecimal("-5")))),
            caught(
                    "nan-durations",
                    "sessions of a length of NaN",
                    "fct_sessions",
                    "duration_minutes_at_most",
                    change(SESSIONS.SESSION_ID, SESSIONS.DURATION_MINUTES, NOT_A_NUMBER)),
            caught(
                    "infinite-durations",
                    "sessions of infinite length",
                    "fct_sessions",
                    "duration_minutes_at_most",
                    change(
                            SESSIONS.SESSION_ID,
                            SESSIONS.DURATION_MINUTES,
                            inline("Infinity").cast(SQLDataType.NUMERIC))),
            caught(
                    "negative-pages",
                    "sessions with less than no pages",
                    "fct_sessions",
                    "pages_viewed_at_least",
                    change(SESSIONS.SESSION_ID, SESSIONS.PAGES_VIEWED, inline(-1))));

    private AmountWays() {}
}
