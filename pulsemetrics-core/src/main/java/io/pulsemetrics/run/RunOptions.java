package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.Parameter;
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
 * @param storedRows how many offending rows of each check are kept in schema {@code pulse_audit} at most, unless the check says
 *     it itself; 0 for none
 * @param listeners what is told of the run as it goes
 */
public record RunOptions(
        String target,
        Optional<Instant> asOf,
        ImmutableMap<Parameter<?>, Object> parameters,
        int threads,
        Duration lockWait,
        int storedRows,
        ImmutableList<RunListener> listeners) {

    public RunOptions {
        if (target.isBlank() || threads < 1 || lockWait.isNegative() || storedRows < 0) {
            throw new IllegalArgumentException(
                    "a run needs a target's name, at least one thread and no negative wait or limit");
        }
    }

    /** Target {@code default}, as of now, as many threads as there are processors, no waiting, nobody told. */
    public static RunOptions defaults() {
        return new RunOptions(
                "default",
                Optional.empty(),
                ImmutableMap.of(),
                Runtime.getRuntime().availableProcessors(),
                Duration.ZERO,
                0,
                ImmutableList.of());
    }

    /** The same, for this target. */
    public RunOptions withTarget(String name) {
        return new RunOptions(name, asOf, parameters, threads, lockWait, storedRows, listeners);
    }

    /** The same, as of this instant. */
    public RunOptions withAsOf(Instant instant) {
        return new RunOptions(target, Optional.of(instant), parameters, threads, lockWait, storedRows, listeners);
    }

    /** The same, with this value of a parameter. */
    public <T> RunOptions withParameter(Parameter<T> parameter, T value) {
        var values = new LinkedHashMap<>(parameters);
        values.put(parameter, value);
        return new RunOptions(target, asOf, ImmutableMap.copyOf(values), threads, lockWait, storedRows, listeners);
    }

    /** The same, with so many connections that build. */
    public RunOptions withThreads(int number) {
        return new RunOptions(target, asOf, parameters, number, lockWait, storedRows, listeners);
    }

    /** The same, waiting so long for another run of the target. */
    public RunOptions withLockWait(Duration wait) {
        return new RunOptions(target, asOf, parameters, threads, wait, storedRows, listeners);
    }

    /** The same, keeping so many offending rows of each check, at most, in schema {@code pulse_audit}. */
    public RunOptions withStoredRows(int limit) {
        return new RunOptions(target, asOf, parameters, threads, lockWait, limit, listeners);
    }

    /** The same, telling this listener, too. */
    public RunOptions withListener(RunListener listener) {
        return new RunOptions(
                target,
                asOf,
                parameters,
                threads,
                lockWait,
                storedRows,
                ImmutableList.<RunListener>builder()
                        .addAll(listeners)
                        .add(listener)
                        .build());
    }
}
