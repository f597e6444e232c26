package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.generator.damage.Way.caught;
import static io.pulsemetrics.generator.damage.Wound.change;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.repeat;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Codes, texts and JSON that mean nothing. */
final class CodeWays {
    static final ImmutableList<Way> ALL = ImmutableList.of(
            caught(
                    "unknown-event-types",
                    "events of a type that nobody knows",
                    "stg_events",
                    "event_type_accepted_values",
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, inline("telepathy"))),
            caught(
                    "null-event-types",
                    "events without a type",
                    "stg_events",
                    "event_type_not_null",
                    change(EVENTS.EVENT_ID, EVENTS.EVENT_TYPE, castNull(SQLDataType.CLOB))),
            caught(
                    "unknown-channels",
                    "users who came through a channel that nobody knows",
                    "stg_users",
                    "acquisition_channel_accepted_values",
                    change(USERS.USER_ID, USERS.ACQUISITION_CHANNEL, inline("smoke_signals"))),
            caught(
                    "unknown-plans",
                    "subscriptions to a plan that nobody sells",
                    "fct_subscriptions",
                    "plan_relationship",
                    change(SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS.PLAN, inline("platinum"))),
            caught(
                    "zero-width-joiner-in-codes",
                    "an invisible character stands in the midst of a plan",
                    "fct_subscriptions",
                    "plan_relationship",
                    change(
                            SUBSCRIPTIONS.SUBSCRIPTION_ID,
                            SUBSCRIPTIONS.PLAN,
                            DSL.replace(SUBSCRIPTIONS.PLAN, inline("r"), inline("r\u200D")))),
            caught(
                    "unknown-payment-statuses",
                    "payments with a status that nobody knows",
                    "stg_payments",
                    "status_accepted_values",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.STATUS, inline("maybe"))),
            caught(
                    "foreign-currency",
                    "payments in euros",
                    "stg_payments",
                    "currency_accepted_values",
                    change(PAYMENTS.PAYMENT_ID, PAYMENTS.CURRENCY, inline("EUR"))),
            caught(
                    "broken-json",
                    "the properties of a feature's use are a list",
                    "stg_events",
                    "use_names_a_feature",
                    change(EVENTS.EVENT_ID, EVENTS.PROPERTIES, inline(JSONB.jsonb("[\"feature\"]")))
                            .where(EVENTS.EVENT_TYPE.eq(inline("feature_used")))),
            caught(
                    "unknown-features",
                    "the feature that was used is a number",
                    "stg_events",
                    "feature_accepted_values",
                    change(EVENTS.EVENT_ID, EVENTS.PROPERTIES, inline(JSONB.jsonb("{\"feature\": 42}")))
                            .where(EVENTS.EVENT_TYPE.eq(inline("feature_used")))),
            caught(
                    "mojibake",
                    "names in UTF-8 were read as Latin-1: JosÃ©",
                    "stg_users",
                    "first_name_not_regex",
                    change(USERS.USER_ID, USERS.FIRST_NAME, misread(concat(USERS.FIRST_NAME, inline("é"))))),
            caught(
                    "long-texts",
                    "an employer of ten thousand characters",
                    "stg_users",
                    "company_length",
                    change(USERS.USER_ID, USERS.COMPANY, repeat(inline("x"), inline(10_000)))),
            caught(
                    "swapped-columns",
                    "address and employer stand in each other's column",
                    "stg_users",
                    "email_regex",
                    change(USERS.USER_ID, USERS.EMAIL, USERS.COMPANY).and(USERS.COMPANY, USERS.EMAIL)));

    private CodeWays() {}

    private static Field<String> misread(Field<String> text) {
        return DSL.field("convert_from(convert_to({0}, 'UTF8'), 'LATIN1')", SQLDataType.CLOB, text);
    }
}
