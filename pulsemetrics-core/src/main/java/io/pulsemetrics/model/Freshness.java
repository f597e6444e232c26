package io.pulsemetrics.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Optional;
import org.jooq.Condition;

/**
 * How old the newest row of a source may be.
 *
 * @param warnAfter an older one is reported; empty for never
 * @param errorAfter an older one stops what reads the source; empty for never
 * @param where the rows that count
 */
public record Freshness(Optional<Duration> warnAfter, Optional<Duration> errorAfter, Condition where) {

    /** What a newest row of some age means. */
    public enum Status {
        /** It is young enough. */
        PASS,
        /** It is older than {@link Freshness#warnAfter}. */
        WARN,
        /** It is older than {@link Freshness#errorAfter}. */
        ERROR
    }

    public Freshness {
        checkArgument(warnAfter.isPresent() || errorAfter.isPresent(), "freshness has at least one limit");
        warnAfter.ifPresent(Freshness::requirePositive);
        errorAfter.ifPresent(Freshness::requirePositive);
        checkArgument(
                warnAfter.isEmpty() || errorAfter.isEmpty() || warnAfter.get().compareTo(errorAfter.get()) <= 0,
                "a source is warned of after %s and in error after %s: the first must not be longer",
                warnAfter.orElse(null),
                errorAfter.orElse(null));
    }

    private static void requirePositive(Duration limit) {
        checkArgument(limit.isPositive(), "a limit of %s is not positive", limit);
    }

    /** What this age means; a source without rows is older than any limit. */
    public Status of(Optional<Duration> age) {
        if (exceeds(age, errorAfter)) {
            return Status.ERROR;
        }
        return exceeds(age, warnAfter) ? Status.WARN : Status.PASS;
    }

    private static boolean exceeds(Optional<Duration> age, Optional<Duration> limit) {
        return limit.isPresent() && (age.isEmpty() || age.get().compareTo(limit.get()) > 0);
    }
}
