package io.pulsemetrics.warehouse;

import io.pulsemetrics.plan.ForeignMaterializedViews;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How hard a publish tries to get its locks.
 *
 * @param lockTimeout how long an attempt waits for all of its locks before it lets go of them; readers wait behind it so long. Well below
 *     PostgreSQL's deadlock_timeout of a second, or readers may be told of deadlocks
 * @param attempts how often it tries; the second attempt first makes an autovacuum let go
 * @param pause about how long it waits between attempts: half as long to one and a half times
 * @param random decides the pauses
 * @param materializedViews what becomes of those outside that read what is replaced
 */
public record PublishOptions(
        Duration lockTimeout,
        int attempts,
        Duration pause,
        RandomGenerator random,
        ForeignMaterializedViews materializedViews) {
    /** 300 ms, 40 attempts, pauses of about 500 ms: half a minute. Materialized views are recreated. */
    public static PublishOptions defaults(RandomGenerator random) {
        return new PublishOptions(
                Duration.ofMillis(300), 40, Duration.ofMillis(500), random, ForeignMaterializedViews.RECREATE);
    }

    /** The same, with this done about materialized views outside. */
    public PublishOptions with(ForeignMaterializedViews done) {
        return new PublishOptions(lockTimeout, attempts, pause, random, done);
    }

    public PublishOptions {
        if (attempts < 1 || !lockTimeout.isPositive() || pause.isNegative()) {
            throw new IllegalArgumentException("a publish needs an attempt, a lock timeout and a pause");
        }
    }

    boolean isPatient(int attempt) {
        return attempt == 2;
    }

    Duration nextPause() {
        return pause.isZero()
                ? pause
                : Duration.ofMillis(random.nextLong(pause.toMillis() / 2, pause.toMillis() * 3 / 2 + 1));
    }
}
