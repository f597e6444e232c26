package io.pulsemetrics.run;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.warehouse.DatabaseErrors;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.time.Duration;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;

/**
 * The turn of a run on its target, which no two have at a time.
 *
 * @param stopwatch runs since the turn was asked for
 */
record Turn(String runId, HeldLock lock, Stopwatch stopwatch) {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Waits for the lock as long as the options say, does the work of a new run and gives the lock back. */
    static <T> T take(Workspace workspace, Function<Turn, T> work) {
        var stopwatch = Stopwatch.createStarted();
        var runId = workspace.newRunId();
        var name = workspace.sessionName(runId, SessionName.Role.PUBLISHER);
        try (var session = Session.open(workspace.source(), name, SessionSettings.UNLIMITED);
                var lock = acquire(session, workspace.options())) {
            return work.apply(new Turn(runId, lock, stopwatch));
        } catch (DataAccessException e) { // of the ledger, and of what else happens outside of tasks and publishes
            throw DatabaseErrors.translate("target " + workspace.options().target(), e);
        }
    }

    /** The session that holds the lock. */
    Session session() {
        return lock.session();
    }

    private static HeldLock acquire(Session session, RunOptions options) {
        var waiting = Stopwatch.createStarted();
        while (true) {
            switch (TargetLock.tryAcquire(session, options.target().name())) {
                case TargetLock.Attempt.Acquired acquired -> {
                    return acquired.lock();
                }
                case TargetLock.Attempt.Busy busy -> {
                    if (waiting.elapsed().compareTo(options.lockWait()) >= 0) {
                        throw busy.toException();
                    }
                    pause(busy);
                }
            }
        }
    }

    private static void pause(TargetLock.Attempt.Busy busy) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy.toException();
        }
    }
}
