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

    /**
     * Makes sure, as another session sees it, that the session of this lock still has it. If the other one had its name set before, whoever
     * takes the lock afterwards finds and ends it.
     *
     * @throws PulseException if it has not
     */
    public void verifyFrom(Session other) {
        try {
            if (TargetLock.holder(other, target)
                    .filter(holder -> holder.pid() == pid)
                    .isPresent()) {
                return;
            }
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(target, e);
        }
        throw PulseException.of(
                ErrorCode.TARGET_LOCK_LOST,
                target,
                "the connection that held the target's lock for this run is gone",
                "Look why the server or an administrator ended it, then run again");
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
