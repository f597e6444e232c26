package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How hard a publish tries to get its locks.
 *
 * @param lockTimeout how long an attempt waits for all of its locks before it lets go of them; readers wait behind it so long. Well below
 *     PostgreSQL's deadlock_timeout of a second, or readers may be told of deadlocks
 * @param readersWait how long readers may have to wait for an attempt altogether: it is given up after that, and the next one may take twice as
 *     long
 * @param attempts how often it tries; the second attempt first makes an autovacuum let go
 * @param pause about how long it waits between attempts: half as long to one and a half times
 * @param random decides the pauses
 * @param materializedViews what becomes of those outside that read what is replaced
 */
public record PublishOptions(
        Duration lockTimeout,
        Duration readersWait,
        int attempts,
        Duration pause,
        RandomGenerator random,
        ForeignMaterializedViews materializedViews) {
    /** 300 ms for the locks, 450 ms for all of it, 40 attempts, pauses of about 500 ms: half a minute. Materialized views are recreated. */
    public static PublishOptions defaults(RandomGenerator random) {
        return new PublishOptions(
                Duration.ofMillis(300),
                Duration.ofMillis(450),
                40,
                Duration.ofMillis(500),
                random,
                ForeignMaterializedViews.RECREATE);
    }

    /** The same, with this done about materialized views outside. */
    public PublishOptions with(ForeignMaterializedViews done) {
        return new PublishOptions(lockTimeout, readersWait, attempts, pause, random, done);
    }

    public PublishOptions {
        if (attempts < 1
                || !lockTimeout.isPositive()
                || readersWait.compareTo(lockTimeout) <= 0
                || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "a publish needs an attempt, a lock timeout, more time than that for all of it, and a pause");
        }
    }

    /** How long a lock may be waited for that readers do not feel: as long as all attempts together. */
    Duration patience() {
        return lockTimeout.plus(pause).multipliedBy(attempts);
    }

    boolean isPatient(int attempt) {
        return attempt == 2;
    }

    /**
     * Sleeps until the next attempt.
     *
     * @throws PulseException if the run is interrupted
     */
    void rest() {
        try {
            Thread.sleep(nextPause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PulseException.of(
                    ErrorCode.PUBLISH_BLOCKED,
                    "publish",
                    "it was interrupted while it waited to try again; nothing was published",
                    "Run again");
        }
    }

    private Duration nextPause() {
        return pause.isZero()
                ? pause
                : Duration.ofMillis(random.nextLong(pause.toMillis() / 2, pause.toMillis() * 3 / 2 + 1));
    }
}
