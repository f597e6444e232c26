package io.pulsemetrics.run;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Opens the workers of a run. Thread-safe. */
final class WorkerSource {
    private final DataSource source;
    private final SessionName name;
    private final int storedRows;
    private final Optional<HeldLock> lock;
    private final SessionSettings settings;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    /** Workers of nobody's run. */
    WorkerSource(DataSource source, SessionName name, RunOptions options) {
        this(source, name, Optional.empty(), options);
    }

    /** The workers of the run that holds the lock. */
    WorkerSource(DataSource source, SessionName name, HeldLock lock, RunOptions options) {
        this(source, name, Optional.of(lock), options);
    }

    private WorkerSource(DataSource source, SessionName name, Optional<HeldLock> lock, RunOptions options) {
        this.source = source;
        this.name = name;
        this.lock = lock;
        this.settings = new SessionSettings(options.statementTimeout(), Duration.ZERO);
        this.storedRows = options.storedRows();
    }

    Worker open() {
        var session = Session.open(source, name, settings);
        open.add(session);
        return new Worker(session, storedRows);
    }

    /**
     * Opens another worker in the place of one whose connection is lost.
     *
     * @throws io.pulsemetrics.error.PulseException {@code target-lock-lost}: this run has lost the target, so that nothing of it may go on;
     *     {@code connection-failed}
     */
    Worker reopen(Worker lost) {
        lost.close();
        open.remove(lost.session());
        var worker = open();
        try {
            lock.ifPresent(held -> held.verifyFrom(worker.session()));
            worker.session().end(lost.session());
            return worker;
        } catch (PulseException e) {
            worker.close();
            open.remove(worker.session());
            throw e;
        }
    }

    /** Cancels what the workers' connections are doing, so that the threads end soon. */
    void cancel() {
        open.forEach(Session::cancel);
    }
}
