package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/** The lock of a target, held by a session. Whoever has it may sweep and publish. Not thread-safe. */
public final class HeldLock implements AutoCloseable {
    private static final int RECONNECTIONS = 5;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final Session session;
    private final String target;
    private volatile int pid;
    private boolean lost;
    private final Set<String> claimed = new LinkedHashSet<>();

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
        if (lost) {
            throw lostToAnother();
        }
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
     * Makes sure, until the lock is closed, that no other target's run builds in these schemas: it would sweep away what this one builds.
     *
     * @throws PulseException if one does
     */
    public void claim(Collection<String> schemas) {
        var wanted = schemas.stream()
                .filter(schema -> !claimed.contains(schema))
                .distinct()
                .toList();
        int got = TargetLock.lockEach(
                session, wanted.stream().map(HeldLock::claim).toList());
        claimed.addAll(wanted.subList(0, got));
        if (got < wanted.size()) {
            refuse(wanted.get(got));
        }
    }

    private void refuse(String schema) {
        throw PulseException.of(
                ErrorCode.TARGET_LOCKED,
                target,
                "a run of another target builds in schema %s%s"
                        .formatted(
                                schema,
                                TargetLock.holder(session, claim(schema))
                                        .map(holder -> ": " + holder)
                                        .orElse("")),
                "Give one of the targets schemas of its own, or wait until the run ends");
    }

    /**
     * Connects again after the connection was lost, and takes the lock and what was claimed again. Another run may have had the target
     * meanwhile: whoever calls this finds out before it goes on.
     *
     * @param lost what was said when it was lost
     * @throws PulseException {@code target-lock-lost}: another run has the target; {@code connection-failed}, as it was given: there is no
     *     connection to be had
     */
    void regain(PulseException lost) {
        for (int attempt = 0; !reopen(); attempt++) {
            if (attempt == RECONNECTIONS || !pause(attempt)) {
                throw lost;
            }
        }
        try {
            pid = session.pid();
            if (!TargetLock.lock(session, target)) {
                throw lostToAnother();
            }
            var schemas = ImmutableList.copyOf(claimed);
            claimed.clear();
            claim(schemas);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(target, e);
        }
    }

    private boolean reopen() {
        try {
            session.reopen();
            return true;
        } catch (PulseException e) {
            if (e.problems().getFirst().code() == ErrorCode.CONNECTION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    /** Twice as long each time; false if the run is interrupted. */
    private static boolean pause(int attempt) {
        try {
            Thread.sleep(FIRST_PAUSE_MILLIS << attempt);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Does what may be done twice. If the connection is lost, it is done again on another one, with the lock taken again.
     *
     * @throws PulseException what the work throws; what {@link #verify} throws, if the lock is lost to another run
     */
    public void connected(Runnable work) {
        try {
            translated(work);
        } catch (PulseException e) {
            if (e.problems().getFirst().code() != ErrorCode.CONNECTION_FAILED) {
                throw e;
            }
            regain(e);
            translated(work);
        }
    }

    private void translated(Runnable work) {
        try {
            work.run();
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(target, e);
        }
    }

    /**
     * Gives the lock up for good: the connection was lost, and another run took the target. Nothing of this one may go on.
     *
     * @return what is told of it
     */
    public PulseException lostToAnother() {
        lost = true;
        return PulseException.of(
                ErrorCode.TARGET_LOCK_LOST,
                target,
                "the connection that held the target's lock was lost, and another run has taken the target since%s"
                        .formatted(TargetLock.holder(session, target)
                                .filter(holder -> holder.pid() != pid)
                                .map(holder -> ": " + holder)
                                .orElse("")),
                "Look why the server or an administrator ended the connection, then run again");
    }

    private static String claim(String schema) {
        return "schema " + schema;
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
            TargetLock.release(
                    session,
                    Stream.concat(claimed.stream().map(HeldLock::claim), Stream.of(target))
                            .toList());
        } catch (DataAccessException e) {
            if (!DatabaseErrors.isConnectionLost(e)) {
                throw DatabaseErrors.translate(target, e);
            }
        }
    }
}
