package io.pulsemetrics.run;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Task;
import io.pulsemetrics.warehouse.DatabaseErrors;

/**
 * The place of a worker. A task that fails for a reason which may have passed, because another session was in the way or the connection was
 * lost, is cleared away and done again, with another worker if need be.
 */
final class Post implements AutoCloseable {
    private static final int FIRST_PAUSE_MILLIS = 100;

    private final WorkerSource workers;
    private final int retries;
    private Worker worker;
    private boolean lost;

    /** @param retries how often a task is done again */
    Post(WorkerSource workers, int retries) {
        this.workers = workers;
        this.retries = retries;
        this.worker = workers.open();
    }

    /** Is told that a task is done again. */
    interface Listener {
        /**
         * A task failed and is done again.
         *
         * @param retry 1 for the first time
         */
        void again(PlannedNode node, int retry, PulseException reason);
    }

    /** @throws PulseException if the database refuses, or does not stop to be in the way */
    Worker.Outcome perform(PlannedNode node, Task task, Listener listener) {
        for (int retry = 0; ; ) {
            try {
                if (lost) {
                    worker = workers.reopen(worker);
                    lost = false;
                }
                if (retry > 0) {
                    worker.undo(node, task);
                }
                return worker.perform(node, task);
            } catch (PulseException e) {
                lost = lost || e.problems().getFirst().code() == ErrorCode.CONNECTION_FAILED;
                if (retry == retries || !DatabaseErrors.isTransient(e) || !pause(retry)) {
                    throw e;
                }
                listener.again(node, ++retry, e);
            }
        }
    }

    /** Twice as long each time; false if the run is interrupted. */
    private static boolean pause(int retry) {
        try {
            Thread.sleep((long) FIRST_PAUSE_MILLIS << Math.min(retry, 6));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
