package io.pulsemetrics.models;

import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Aggregates;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Source;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * What is expected of the raw tables. Staging leaves out rows without a key and repairs what can be repaired, so that little here is an
 * error: a table that is empty, not loaded for days, or full of rows that belong to nobody means that something is wrong with the load.
 */
final class RawSources {
    private static final Duration LATE = Duration.ofDays(1);
    private static final Duration TOO_LATE = Duration.ofDays(3);

    private RawSources() {}

    static ImmutableList<Source> all() {
        return ImmutableList.of(
                source(USERS, USERS.USER_ID, USERS._LOADED_AT, USERS.SIGNUP_DATE)
                        .sensitive(USERS.EMAIL, USERS.FIRST_NAME, USERS.LAST_NAME)
                        .checks(mostlyThere(USERS.EMAIL)),
                source(SESSIONS, SESSIONS.SESSION_ID, SESSIONS._LOADED_AT, SESSIONS.SESSION_START)
                        .checks(mostlyThere(SESSIONS.USER_ID), knownUser(SESSIONS.USER_ID)),
                source(EVENTS, EVENTS.EVENT_ID, EVENTS._LOADED_AT, EVENTS.EVENT_TIMESTAMP)
                        .checks(
                                mostlyThere(EVENTS.USER_ID),
                                mostlyThere(EVENTS.SESSION_ID),
                                Check.relationship(EVENTS.SESSION_ID, () -> SESSIONS.SESSION_ID)
                                        .warn()),
                source(SUBSCRIPTIONS, SUBSCRIPTIONS.SUBSCRIPTION_ID, SUBSCRIPTIONS._LOADED_AT, SUBSCRIPTIONS.STARTED_AT)
                        .checks(mostlyThere(SUBSCRIPTIONS.USER_ID), knownUser(SUBSCRIPTIONS.USER_ID)),
                source(PAYMENTS, PAYMENTS.PAYMENT_ID, PAYMENTS._LOADED_AT, PAYMENTS.PAYMENT_DATE)
                        .checks(
                                mostlyThere(PAYMENTS.USER_ID),
                                knownUser(PAYMENTS.USER_ID),
                                Check.relationship(PAYMENTS.SUBSCRIPTION_ID, () -> SUBSCRIPTIONS.SUBSCRIPTION_ID)
                                        .warn()));
    }

    /** @param happenedAt the time that a row is about */
    private static Source source(
            Table<?> table,
            TableField<?, Long> key,
            TableField<?, OffsetDateTime> loadedAt,
            TableField<?, OffsetDateTime> happenedAt) {
        return Source.of(table)
                .identifiedBy(key)
                .loadedAt(loadedAt)
                .freshness(LATE, TOO_LATE)
                .checks(
                        Aggregates.atLeastOne(key).describedAs("The table is loaded"),
                        Check.notNull(key).warnOver(0).errorOverPercent(1),
                        Check.expression("is_of_the_past", happenedAt.le(loadedAt), happenedAt)
                                .warn()
                                .describedAs("Nothing is about a time after it was loaded"));
    }

    private static Check mostlyThere(TableField<?, ?> column) {
        return Check.notNull(column).errorOverPercent(1);
    }

    private static Check knownUser(TableField<?, Long> column) {
        return Check.relationship(column, () -> USERS.USER_ID).warn();
    }
}
