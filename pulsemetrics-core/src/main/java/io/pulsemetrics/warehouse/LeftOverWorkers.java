package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The workers of a run that was killed: their statements may still be running, and would commit into the build schemas. */
final class LeftOverWorkers {
    private static final long PATIENCE_MILLIS = 5000;

    private final HeldLock lock;

    LeftOverWorkers(HeldLock lock) {
        this.lock = lock;
    }

    /** Ends them and waits until they are gone. Whoever holds the target's lock has no workers yet, so that all of them are left over. */
    void end() {
        var alive = lock
                .session()
                .sql()
                .resultQuery(
                        """
                        select pid from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                          and starts_with(application_name, ?) and right(application_name, length(?)) = ? order by pid
                        """,
                        SessionName.prefix(lock.target()),
                        SessionName.suffix(SessionName.Role.WORKER),
                        SessionName.suffix(SessionName.Role.WORKER))
                .fetch(0, Integer.class)
                .stream()
                .filter(pid -> !end(pid))
                .map(pid -> new Problem(
                        ErrorCode.WORKER_STILL_ALIVE,
                        lock.target(),
                        "session %d, a worker of an earlier run, could not be ended".formatted(pid),
                        "End it as its own role or an administrator: select pg_terminate_backend(%d)".formatted(pid)))
                .toList();
        if (!alive.isEmpty()) {
            throw new PulseException(alive);
        }
    }

    private boolean end(int pid) {
        try {
            return lock.session()
                            .sql()
                            .fetchSingle(DSL.field("pg_terminate_backend(?, ?)", Boolean.class, pid, PATIENCE_MILLIS))
                            .value1()
                    || !isAlive(pid);
        } catch (DataAccessException e) {
            if (DatabaseErrors.state(e).equals("42501")) {
                return false;
            }
            throw e;
        }
    }

    private boolean isAlive(int pid) {
        return lock.session()
                .sql()
                .fetchSingle(DSL.field("exists (select from pg_stat_activity where pid = ?)", Boolean.class, pid))
                .value1();
    }
}
