package io.pulsemetrics.generator.rows;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.models.raw.Tables;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;

/** The tables of the landing zone, in the order in which they are written and loaded. */
@SuppressWarnings("ImmutableEnumChecker") // generated jOOQ tables and fields are immutable, but do not say so
public enum RawTable {
    USERS(
            Tables.USERS,
            List.of(
                    Tables.USERS.USER_ID,
                    Tables.USERS.EMAIL,
                    Tables.USERS.FIRST_NAME,
                    Tables.USERS.LAST_NAME,
                    Tables.USERS.COMPANY,
                    Tables.USERS.JOB_TITLE,
                    Tables.USERS.COUNTRY,
                    Tables.USERS.ACQUISITION_CHANNEL,
                    Tables.USERS.SIGNUP_DATE,
                    Tables.USERS.IS_ACTIVATED,
                    Tables.USERS.ACTIVATED_AT,
                    Tables.USERS.CREATED_AT,
                    Tables.USERS.UPDATED_AT)),
    SESSIONS(
            Tables.SESSIONS,
            List.of(
                    Tables.SESSIONS.SESSION_ID,
                    Tables.SESSIONS.USER_ID,
                    Tables.SESSIONS.SESSION_START,
                    Tables.SESSIONS.SESSION_END,
                    Tables.SESSIONS.DURATION_MINUTES,
                    Tables.SESSIONS.DEVICE_TYPE,
                    Tables.SESSIONS.BROWSER,
                    Tables.SESSIONS.PAGES_VIEWED,
                    Tables.SESSIONS.CREATED_AT)),
    EVENTS(
            Tables.EVENTS,
            List.of(
                    Tables.EVENTS.EVENT_ID,
                    Tables.EVENTS.SESSION_ID,
                    Tables.EVENTS.USER_ID,
                    Tables.EVENTS.EVENT_TYPE,
                    Tables.EVENTS.EVENT_TIMESTAMP,
                    Tables.EVENTS.PROPERTIES,
                    Tables.EVENTS.CREATED_AT)),
    SUBSCRIPTIONS(
            Tables.SUBSCRIPTIONS,
            List.of(
                    Tables.SUBSCRIPTIONS.SUBSCRIPTION_ID,
                    Tables.SUBSCRIPTIONS.USER_ID,
                    Tables.SUBSCRIPTIONS.PLAN,
                    Tables.SUBSCRIPTIONS.STATUS,
                    Tables.SUBSCRIPTIONS.STARTED_AT,
                    Tables.SUBSCRIPTIONS.ENDED_AT,
                    Tables.SUBSCRIPTIONS.MONTHLY_VALUE,
                    Tables.SUBSCRIPTIONS.BILLING_CYCLE,
                    Tables.SUBSCRIPTIONS.IS_TRIAL,
                    Tables.SUBSCRIPTIONS.CREATED_AT,
                    Tables.SUBSCRIPTIONS.UPDATED_AT)),
    PAYMENTS(
            Tables.PAYMENTS,
            List.of(
                    Tables.PAYMENTS.PAYMENT_ID,
                    Tables.PAYMENTS.INVOICE_ID,
                    Tables.PAYMENTS.SUBSCRIPTION_ID,
                    Tables.PAYMENTS.USER_ID,
                    Tables.PAYMENTS.AMOUNT,
                    Tables.PAYMENTS.CURRENCY,
                    Tables.PAYMENTS.STATUS,
                    Tables.PAYMENTS.PAYMENT_METHOD,
                    Tables.PAYMENTS.FAILURE_REASON,
                    Tables.PAYMENTS.ATTEMPT_NUMBER,
                    Tables.PAYMENTS.BILLING_PERIOD_START,
                    Tables.PAYMENTS.PAYMENT_DATE,
                    Tables.PAYMENTS.CREATED_AT,
                    Tables.PAYMENTS.UPDATED_AT));

    private final Table<?> table;
    private final ImmutableList<Field<?>> columns;

    RawTable(Table<?> table, List<? extends Field<?>> columns) {
        this.table = table;
        this.columns = ImmutableList.copyOf(columns);
    }

    /** The table in the database. */
    public Table<?> table() {
        return table;
    }

    /** The columns of its file, in order; those that the database fills by itself are not among them. */
    public ImmutableList<Field<?>> columns() {
        return columns;
    }

    /** The names of {@link #columns()}. */
    public ImmutableList<String> columnNames() {
        return columns.stream().map(Field::getName).collect(ImmutableList.toImmutableList());
    }

    /** The table's name within its schema. */
    public String tableName() {
        return table.getName();
    }

    /** The name of its file: {@code users.csv}. */
    public String fileName() {
        return tableName() + ".csv";
    }

    /** The header line of its file, without the line end. */
    public String header() {
        return String.join(",", columnNames());
    }
}
