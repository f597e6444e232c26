package io.pulsemetrics.generator.load;

import static java.util.Objects.requireNonNull;

import io.pulsemetrics.generator.rows.Progress;
import java.time.Duration;

/**
 * How to load.
 *
 * @param mode what becomes of the rows that are there
 * @param lockTimeout how long to wait for tables that another session uses; at least a millisecond
 * @param progress is told how far the load has come
 */
public record LoadOptions(Mode mode, Duration lockTimeout, Progress progress) {
    /** What becomes of the rows that are there. */
    public enum Mode {
        /** They are removed first; readers wait until the load has committed. */
        REPLACE,
        /** They stay; nothing is compared with them, so loading the same data twice lands every row twice. */
        APPEND
    }

    /** Checks the bounds. */
    public LoadOptions {
        requireNonNull(mode, "mode");
        requireNonNull(progress, "progress");
        if (lockTimeout.toMillis() < 1 || lockTimeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a lock timeout is 1 ms to 24 days, not " + lockTimeout);
        }
    }

    /** Truncate and reload: wait ten seconds for the tables, tell nobody. */
    public static LoadOptions replacing() {
        return new LoadOptions(Mode.REPLACE, Duration.ofSeconds(10), Progress.NONE);
    }

    /** Add to what is there: wait ten seconds for the tables, tell nobody. */
    public static LoadOptions appending() {
        return new LoadOptions(Mode.APPEND, Duration.ofSeconds(10), Progress.NONE);
    }

    /** The same with another time to wait. */
    public LoadOptions withLockTimeout(Duration timeout) {
        return new LoadOptions(mode, timeout, progress);
    }

    /** The same with somebody to tell. */
    public LoadOptions withProgress(Progress listener) {
        return new LoadOptions(mode, lockTimeout, listener);
    }
}
