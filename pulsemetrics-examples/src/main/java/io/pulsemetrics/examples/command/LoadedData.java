package io.pulsemetrics.examples.command;

import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.cli.command.Days;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.TableField;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * How far the rows in schema raw go.
 *
 * @param latest the latest sign-up, session, event, start of a subscription or payment; empty without rows
 */
record LoadedData(Optional<Instant> latest) {

    /** Asks the database. */
    static LoadedData of(DataSource dataSource) {
        try {
            var latest = DSL.using(dataSource, SQLDialect.POSTGRES)
                    .select(greatest(
                            latest(USERS.SIGNUP_DATE),
                            latest(SESSIONS.SESSION_START),
                            latest(EVENTS.EVENT_TIMESTAMP),
                            latest(SUBSCRIPTIONS.STARTED_AT),
                            latest(PAYMENTS.PAYMENT_DATE)))
                    .fetchSingle()
                    .value1();
            return new LoadedData(Optional.ofNullable(latest).map(OffsetDateTime::toInstant));
        } catch (DataAccessException e) {
            if (e.sqlState().equals("42P01") || e.sqlState().equals("3F000")) {
                throw PulseException.of(
                        ErrorCode.MISSING_RELATION,
                        "schema raw",
                        "its tables do not exist in this database",
                        "Load data with ./pulse demo or ./pulse load",
                        e);
            }
            throw e;
        }
    }

    private static Field<OffsetDateTime> latest(TableField<?, OffsetDateTime> column) {
        return field(select(max(column)).from(column.getTable()));
    }

    /** The instant up to which a build looks that was not told: the end of the latest row's UTC day, but not the future. */
    Instant lookingTo(Clock clock) {
        var now = clock.instant();
        return latest.map(instant -> Days.end(LocalDate.ofInstant(instant, ZoneOffset.UTC)))
                .filter(end -> end.isBefore(now))
                .orElse(now);
    }
}
