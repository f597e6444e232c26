package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.generator.damage.Wound.change;
import static io.pulsemetrics.generator.damage.Wound.copy;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.upper;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** What staging makes right. */
final class RepairedWays {
    private static final Handling ONE_ROW_PER_KEY = new Handling.Repaired("one row per key, the latest");
    private static final Handling CODES = new Handling.Repaired("trimmed, lower-cased codes");
    private static final Handling INVISIBLE = new Handling.Repaired("texts without invisible characters around them");

    static final ImmutableList<Way> ALL = ImmutableList.of(
            new Way(
                    "duplicate-rows",
                    "rows stand twice, the same in every column",
                    ONE_ROW_PER_KEY,
                    copy(USERS.USER_ID),
                    copy(SESSIONS.SESSION_ID),
                    copy(EVENTS.EVENT_ID),
                    copy(SUBSCRIPTIONS.SUBSCRIPTION_ID),
                    copy(PAYMENTS.PAYMENT_ID)),
            new Way(
                    "landed-again",
                    "rows landed a second time, an hour later",
                    ONE_ROW_PER_KEY,
                    copy(SESSIONS.SESSION_ID).and(SESSIONS._LOADED_AT, hourLater(SESSIONS._LOADED_AT)),
                    copy(EVENTS.EVENT_ID).and(EVENTS._LOADED_AT, hourLater(EVENTS._LOADED_AT)),
                    copy(PAYMENTS.PAYMENT_ID).and(PAYMENTS._LOADED_AT, hourLater(PAYMENTS._LOADED_AT))),
            new Way(
                    "stale-versions",
                    "older versions with other values landed after the present ones",
                    ONE_ROW_PER_KEY,
                    copy(USERS.USER_ID)
                            .and(USERS.UPDATED_AT, dayEarlier(USERS.UPDATED_AT))
                            .and(USERS._LOADED_AT, hourLater(USERS._LOADED_AT))
                            .and(USERS.SIGNUP_DATE, dayEarlier(USERS.SIGNUP_DATE)),
                    copy(SUBSCRIPTIONS.SUBSCRIPTION_ID)
                            .and(SUBSCRIPTIONS.UPDATED_AT, dayEarlier(SUBSCRIPTIONS.UPDATED_AT))
                            .and(SUBSCRIPTIONS._LOADED_AT, hourLater(SUBSCRIPTIONS._LOADED_AT))
                            .and(SUBSCRIPTIONS.MONTHLY_VALUE, inline(new BigDecimal("1.00"))),
                    copy(PAYMENTS.PAYMENT_ID)
                            .and(PAYMENTS.UPDATED_AT, dayEarlier(PAYMENTS.UPDATED_AT))
                            .and(PAYMENTS._LOADED_AT, hourLater(PAYMENTS._LOADED_AT))
                            .and(PAYMENTS.AMOUNT, inline(new BigDecimal("1.00")))),
            new Way(
                    "upper-case-codes",
                    "codes are in upper case, the currency in lower case",
                    CODES,
                    change(USERS.USER_ID, USERS.ACQUISITION_CHANNEL, upper(USERS.ACQUISITION_CHANNEL)),
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, upper(EVENTS.EVENT_TYPE)),
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.PLAN, upper(SUBSCRIPTIONS.PLAN))
                            .and(SUBSCRIPTIONS.STATUS, upper(SUBSCRIPTIONS.STATUS))
                            .and(SUBSCRIPTIONS.BILLING_CYCLE, upper(SUBSCRIPTIONS.BILLING_CYCLE)),
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.STATUS, upper(PAYMENTS.STATUS))
                            .and(PAYMENTS.CURRENCY, DSL.lower(PAYMENTS.CURRENCY))),
            new Way(
                    "padded-codes",
                    "blanks stand around codes",
                    CODES,
                    change(USERS.USER_ID, USERS.ACQUISITION_CHANNEL, within(USERS.ACQUISITION_CHANNEL, "  ", " ")),
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, within(EVENTS.EVENT_TYPE, "", " ")),
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.PLAN, within(SUBSCRIPTIONS.PLAN, " ", "")),
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.CURRENCY, within(PAYMENTS.CURRENCY, " ", "  "))),
            new Way(
                    "blank-texts",
                    "a text that should be NULL is empty or blank",
                    new Handling.Repaired("blank texts taken for NULL"),
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.FAILURE_REASON, inline("  "))
                            .where(PAYMENTS.FAILURE_REASON.isNull()),
                    change(USERS.USER_ID, USERS.COMPANY, inline(""))),
            new Way(
                    "zero-width-characters",
                    "invisible characters stand around codes: zero-width space and joiners, byte order mark, soft hyphen",
                    INVISIBLE,
                    change(
                            USERS.USER_ID,
                            USERS.ACQUISITION_CHANNEL,
                            within(USERS.ACQUISITION_CHANNEL, "\u200B", "\u00AD")),
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, within(EVENTS.EVENT_TYPE, "\uFEFF", "")),
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.PLAN,
                            within(SUBSCRIPTIONS.PLAN, "\u200D", "\u200C")),
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.STATUS, within(PAYMENTS.STATUS, "", "\u2060"))),
            new Way(
                    "control-characters",
                    "tabs, line ends, other control characters and no-break spaces stand around codes",
                    INVISIBLE,
                    change(USERS.USER_ID, USERS.ACQUISITION_CHANNEL, within(USERS.ACQUISITION_CHANNEL, "\t", "\r\n")),
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, within(EVENTS.EVENT_TYPE, "", "\u0007")),
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.STATUS,
                            within(SUBSCRIPTIONS.STATUS, "\u001B", "\n")),
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.CURRENCY, within(PAYMENTS.CURRENCY, "\u00A0", "\u00A0"))));

    private RepairedWays() {}

    private static Field<String> within(Field<String> text, String before, String after) {
        return concat(inline(before), text, inline(after));
    }

    private static Field<OffsetDateTime> hourLater(Field<OffsetDateTime> instant) {
        return instant.plus(Times.HOUR);
    }

    private static Field<OffsetDateTime> dayEarlier(Field<OffsetDateTime> instant) {
        return instant.minus(Times.DAY);
    }
}
