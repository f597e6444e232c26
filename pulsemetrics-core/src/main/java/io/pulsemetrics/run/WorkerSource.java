package io.pulsemetrics.run;

import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Opens the workers of a run. Thread-safe. */
final class WorkerSource {
    private final DataSource source;
    private final SessionName name;
    private final StoredRows storedRows;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    /** @param storedRows what is kept of offending rows */
    WorkerSource(DataSource source, SessionName name, StoredRows storedRows) {
        this.storedRows = storedRows;
        this.source = source;
        this.name = name;
    }

    Worker open() {
        var session = Session.open(source, name, SessionSettings.UNLIMITED);
        open.add(session);
        return new Worker(session, storedRows);
    }

    /** Cancels what the workers' connections are doing, so that the threads end soon. */
    void cancel() {
        open.forEach(Session::cancel);
    }
}
