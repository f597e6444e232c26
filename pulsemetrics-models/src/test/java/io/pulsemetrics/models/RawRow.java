package io.pulsemetrics.models;

import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/** A row of a raw table, as a clean source sends it; {@link #with} changes it. Everything lands in 2026-06. */
public final class RawRow {
    private static final OffsetDateTime LANDED = at("2026-06-01T00:00");

    private final Table<Record> table;
    private final Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();

    private RawRow(Table<Record> table, TableField<Record, OffsetDateTime> loadedAt) {
        this.table = table;
        with(loadedAt, LANDED);
    }

    /** The instant of a UTC time such as {@code 2026-01-31T12:30}. */
    public static OffsetDateTime at(String utc) {
        return OffsetDateTime.parse(utc + ":00Z");
    }

    /** A user who found us by himself and is not activated. */
    public static RawRow user(long id, String signedUpAt) {
        return new RawRow(USERS, USERS._LOADED_AT)
                .with(USERS.USER_ID, id)
                .with(USERS.EMAIL, "u%d@example.com".formatted(id))
                .with(USERS.ACQUISITION_CHANNEL, "organic")
                .with(USERS.SIGNUP_DATE, at(signedUpAt))
                .with(USERS.IS_ACTIVATED, false)
                .with(USERS.CREATED_AT, at(signedUpAt));
    }

    /** Ten minutes on a desktop, with one page. */
    public static RawRow session(long id, long userId, String startedAt) {
        return new RawRow(SESSIONS, SESSIONS._LOADED_AT)
                .with(SESSIONS.SESSION_ID, id)
                .with(SESSIONS.USER_ID, userId)
                .with(SESSIONS.SESSION_START, at(startedAt))
                .with(SESSIONS.SESSION_END, at(startedAt).plusMinutes(10))
                .with(SESSIONS.DURATION_MINUTES, BigDecimal.TEN)
                .with(SESSIONS.DEVICE_TYPE, "desktop")
                .with(SESSIONS.BROWSER, "Chrome")
                .with(SESSIONS.PAGES_VIEWED, 1)
                .with(SESSIONS.CREATED_AT, at(startedAt));
    }

    /** A page view. */
    public static RawRow event(long id, long sessionId, long userId, String happenedAt) {
        return new RawRow(EVENTS, EVENTS._LOADED_AT)
                .with(EVENTS.EVENT_ID, id)
                .with(EVENTS.SESSION_ID, sessionId)
                .with(EVENTS.USER_ID, userId)
                .with(EVENTS.EVENT_TYPE, "page_view")
                .with(EVENTS.EVENT_TIMESTAMP, at(happenedAt))
                .with(EVENTS.PROPERTIES, JSONB.valueOf("{}"))
                .with(EVENTS.CREATED_AT, at(happenedAt));
    }

    /** The use of a feature. */
    public static RawRow use(long id, long sessionId, long userId, String happenedAt, String feature) {
        return event(id, sessionId, userId, happenedAt)
                .with(EVENTS.EVENT_TYPE, "feature_used")
                .with(EVENTS.PROPERTIES, JSONB.valueOf("{\"feature\": \"%s\"}".formatted(feature)));
    }

    /** Starter by the month, running. */
    public static RawRow subscription(long id, long userId, String startedAt) {
        return new RawRow(SUBSCRIPTIONS, SUBSCRIPTIONS._LOADED_AT)
                .with(SUBSCRIPTIONS.SUBSCRIPTION_ID, id)
                .with(SUBSCRIPTIONS.USER_ID, userId)
                .with(SUBSCRIPTIONS.PLAN, "starter")
                .with(SUBSCRIPTIONS.STATUS, "active")
                .with(SUBSCRIPTIONS.STARTED_AT, at(startedAt))
                .with(SUBSCRIPTIONS.MONTHLY_VALUE, new BigDecimal("29.00"))
                .with(SUBSCRIPTIONS.BILLING_CYCLE, "monthly")
                .with(SUBSCRIPTIONS.IS_TRIAL, false)
                .with(SUBSCRIPTIONS.CREATED_AT, at(startedAt));
    }

    /** A trial of that plan, running. */
    public static RawRow trial(long id, long userId, String startedAt, String plan) {
        return subscription(id, userId, startedAt)
                .with(SUBSCRIPTIONS.PLAN, plan)
                .with(SUBSCRIPTIONS.IS_TRIAL, true)
                .with(SUBSCRIPTIONS.MONTHLY_VALUE, BigDecimal.ZERO);
    }

    /** The same subscription on a plan of that price. */
    public RawRow plan(String plan, String monthlyValue) {
        return with(SUBSCRIPTIONS.PLAN, plan).with(SUBSCRIPTIONS.MONTHLY_VALUE, new BigDecimal(monthlyValue));
    }

    /** The same subscription, ended. */
    public RawRow ended(String endedAt, String status) {
        return with(SUBSCRIPTIONS.ENDED_AT, at(endedAt)).with(SUBSCRIPTIONS.STATUS, status);
    }

    /** A first attempt that succeeded. */
    public static RawRow payment(long id, long invoiceId, long subscriptionId, long userId, String paidAt) {
        return new RawRow(PAYMENTS, PAYMENTS._LOADED_AT)
                .with(PAYMENTS.PAYMENT_ID, id)
                .with(PAYMENTS.INVOICE_ID, invoiceId)
                .with(PAYMENTS.SUBSCRIPTION_ID, subscriptionId)
                .with(PAYMENTS.USER_ID, userId)
                .with(PAYMENTS.AMOUNT, new BigDecimal("29.00"))
                .with(PAYMENTS.CURRENCY, "USD")
                .with(PAYMENTS.STATUS, "succeeded")
                .with(PAYMENTS.PAYMENT_METHOD, "credit_card")
                .with(PAYMENTS.ATTEMPT_NUMBER, 1)
                .with(PAYMENTS.PAYMENT_DATE, at(paidAt))
                .with(PAYMENTS.CREATED_AT, at(paidAt));
    }

    /** The same payment, failed at that attempt. */
    public RawRow failed(int attempt) {
        return with(PAYMENTS.STATUS, "failed")
                .with(PAYMENTS.FAILURE_REASON, "card_declined")
                .with(PAYMENTS.ATTEMPT_NUMBER, attempt);
    }

    /** The same payment, given back. */
    public RawRow refunded() {
        return with(PAYMENTS.STATUS, "refunded").with(PAYMENTS.AMOUNT, new BigDecimal("-29.00"));
    }

    /** The same row with another value in a column. */
    public <T> RawRow with(TableField<Record, T> column, @Nullable T value) {
        values.put(column, value);
        return this;
    }

    Table<Record> table() {
        return table;
    }

    Map<Field<?>, @Nullable Object> values() {
        return values;
    }
}
