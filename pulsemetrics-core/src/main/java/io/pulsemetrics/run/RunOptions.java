package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * How a run is done. A value: each method gives a changed copy.
 *
 * @param target the name of what is published to: two runs of one target exclude each other
 * @param asOf the instant up to which the run looks; empty for the instant at which it starts
 * @param parameters values of parameters, instead of their defaults
 * @param threads how many connections build and audit at once; one more holds the lock and publishes
 * @param lockWait how long to wait for another run of the target to end; zero for not at all
 * @param publishing what is published when not everything passed, in how many transactions, and what is kept of what is replaced
 * @param storedRows how many offending rows of each check are kept in schema {@code pulse_audit} at most, unless the check says
 *     it itself; 0 for none
 * @param listeners what is told of the run as it goes
 * @param fullRefresh whether incremental models are built anew
 * @param backfill a stretch of UTC time whose intervals are computed again, by the incremental models that compute intervals
 * @param failFast whether nothing new is begun once something has failed
 */
public record RunOptions(
        String target,
        Optional<Instant> asOf,
        ImmutableMap<Parameter<?>, Object> parameters,
        int threads,
        Duration lockWait,
        Publishing publishing,
        ImmutableList<RunListener> listeners,
        boolean fullRefresh,
        Optional<TimeRange> backfill,
        boolean failFast,
        int storedRows) {

    public RunOptions {
        if (target.isBlank() || threads < 1 || lockWait.isNegative() || storedRows < 0) {
            throw new IllegalArgumentException(
                    "a run needs a target's name, at least one thread and no negative wait or limit");
        }
    }

    /** Target {@code default}, as of now, as many threads as there are processors, no waiting, everything or nothing, nobody told. */
    public static RunOptions defaults() {
        return new RunOptions(
                "default",
                Optional.empty(),
                ImmutableMap.of(),
                Runtime.getRuntime().availableProcessors(),
                Duration.ZERO,
                Publishing.WHOLE,
                ImmutableList.of(),
                false,
                Optional.empty(),
                false,
                0);
    }

    /** The same, for this target. */
    public RunOptions withTarget(String name) {
        return new RunOptions(
                name,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, as of this instant. */
    public RunOptions withAsOf(Instant instant) {
        return new RunOptions(
                target,
                Optional.of(instant),
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, with this value of a parameter. */
    public <T> RunOptions withParameter(Parameter<T> parameter, T value) {
        var values = new LinkedHashMap<>(parameters);
        values.put(parameter, value);
        return new RunOptions(
                target,
                asOf,
                ImmutableMap.copyOf(values),
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, with so many connections that build. */
    public RunOptions withThreads(int number) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                number,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, waiting so long for another run of the target. */
    public RunOptions withLockWait(Duration wait) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                wait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, publishing like this. */
    public RunOptions withPublishing(Publishing how) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                how,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, keeping so many offending rows of each check, at most, in schema {@code pulse_audit}. */
    public RunOptions withStoredRows(int limit) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                failFast,
                limit);
    }

    /** The same, telling this listener, too. */
    public RunOptions withListener(RunListener listener) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                ImmutableList.<RunListener>builder()
                        .addAll(listeners)
                        .add(listener)
                        .build(),
                fullRefresh,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, building incremental models anew, except those that are {@link io.pulsemetrics.model.Incremental#neverRebuilt()}. */
    public RunOptions withFullRefresh() {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                true,
                backfill,
                failFast,
                storedRows);
    }

    /** The same, computing the intervals again that the range touches. */
    public RunOptions withBackfill(TimeRange range) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                Optional.of(range),
                failFast,
                storedRows);
    }

    /** The same, beginning nothing new once something has failed, or going on with what does not depend on it. */
    public RunOptions withFailFast(boolean on) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                publishing,
                listeners,
                fullRefresh,
                backfill,
                on,
                storedRows);
    }
}
