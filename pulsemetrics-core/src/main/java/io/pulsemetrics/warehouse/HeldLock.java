package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import org.jooq.exception.DataAccessException;

/** The lock of a target, held by a session. Whoever has it may sweep and publish. Not thread-safe. */
public final class HeldLock implements AutoCloseable {
    private final Session session;
    private final String target;
    private final int pid;

    HeldLock(Session session, String target, int pid) {
        this.session = session;
        this.target = target;
        this.pid = pid;
    }

    /** The session that holds it and that publishes. */
    public Session session() {
        return session;
    }

    /** The target's name. */
    public String target() {
        return target;
    }

    /**
     * Makes sure that the lock is still held, by this connection.
     *
     * @throws PulseException if it is not
     */
    public void verify() {
        try {
            if (TargetLock.isHeldHere(session, target, pid)) {
                return;
            }
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(target, e);
        }
        throw PulseException.of(
                ErrorCode.TARGET_LOCK_LOST,
                target,
                "the connection does not hold the target's lock: its statements reach different server processes",
                "Connect to PostgreSQL directly, not through a proxy that pools transactions");
    }

    /** Lets go of the lock; the session stays open. Where the connection is lost, so is the lock. */
    @Override
    public void close() {
        try {
            TargetLock.release(session, target);
        } catch (DataAccessException e) {
            if (!DatabaseErrors.isConnectionLost(e)) {
                throw DatabaseErrors.translate(target, e);
            }
        }
    }
}
