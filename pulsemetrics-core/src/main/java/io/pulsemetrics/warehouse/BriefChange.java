package io.pulsemetrics.warehouse;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;
import java.util.Objects;
import org.jooq.exception.DataAccessException;

/**
 * A change of a published table for which readers have to wait a moment, in a transaction of its own. It tries for its locks as a publish
 * does: shortly, again and again, and without holding any while it waits.
 */
final class BriefChange {
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 40;

    private final Session session;
    private final RelationName table;
    private final String purpose;

    /** @param purpose what it is for, after "to" */
    BriefChange(Session session, RelationName table, String purpose) {
        this.session = session;
        this.table = table;
        this.purpose = purpose;
    }

    /**
     * Makes the change.
     *
     * @param statements one or several
     * @throws PulseException {@code publish-blocked}: the lock could not be had, with who held it; if PostgreSQL refuses
     */
    void apply(String statements) {
        for (int attempt = 1; !applied(statements); attempt++) {
            if (attempt == ATTEMPTS) {
                throw blocked();
            }
            pause();
        }
    }

    private boolean applied(String statements) {
        session.begin();
        try {
            session.execute("SET LOCAL lock_timeout = %d".formatted(LOCK_TIMEOUT.toMillis()));
            session.execute(statements);
            session.commit();
            return true;
        } catch (DataAccessException e) {
            if (DatabaseErrors.isLockConflict(e)) {
                return false;
            }
            throw DatabaseErrors.translate(table.toString(), e);
        } finally {
            session.whileConnected(() -> {});
        }
    }

    private PulseException blocked() {
        long oid = Objects.requireNonNull(session.sql()
                .fetchSingle("select to_regclass(?)::oid::bigint", session.sql().render(table.toName()))
                .get(0, Long.class));
        var blockers = Blocker.of(session, ImmutableList.of(oid));
        return PulseException.of(
                ErrorCode.PUBLISH_BLOCKED,
                table.toString(),
                "it could not be locked in %d attempts to %s%s"
                        .formatted(
                                ATTEMPTS,
                                purpose,
                                blockers.isEmpty()
                                        ? ""
                                        : ". It is in use by " + Joiner.on(", ").join(blockers)),
                "Let its readers finish, then run again");
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PulseException.of(
                    ErrorCode.CANCELLED,
                    table.toString(),
                    "the run was interrupted while it waited to %s".formatted(purpose),
                    "Run again");
        }
    }
}
