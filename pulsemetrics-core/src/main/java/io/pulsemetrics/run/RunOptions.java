package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.Reduction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** How a run is done. A value: each {@code with} method gives a changed copy. */
public final class RunOptions {
    private Target target = Target.DEFAULT;
    private Optional<Instant> asOf = Optional.empty();
    private ImmutableMap<Parameter<?>, Object> parameters = ImmutableMap.of();
    private Optional<Deferral> deferral = Optional.empty();
    private OptionalInt threads = OptionalInt.empty();
    private Duration lockWait = Duration.ZERO;
    private Publishing publishing = Publishing.WHOLE;
    private ImmutableList<RunListener> listeners = ImmutableList.of();
    private boolean changedOnly;
    private boolean fullRefresh;
    private Optional<TimeRange> backfill = Optional.empty();
    private boolean failFast;
    private int storedRows;
    private Optional<Reduction> reduction = Optional.empty();
    private int retries = 2;
    private Duration statementTimeout = Duration.ZERO;
    private boolean sourcesFirst;

    private RunOptions() {}

    /** Target {@code default}, as of now, as many threads as there are processors, no waiting, everything or nothing, nobody told. */
    public static RunOptions defaults() {
        return new RunOptions();
    }

    /** A copy that differs in what the change sets; nobody else sees it before that is done. */
    private RunOptions changed(Consumer<RunOptions> change) {
        var copy = new RunOptions();
        copy.target = target;
        copy.asOf = asOf;
        copy.parameters = parameters;
        copy.deferral = deferral;
        copy.threads = threads;
        copy.lockWait = lockWait;
        copy.publishing = publishing;
        copy.listeners = listeners;
        copy.changedOnly = changedOnly;
        copy.fullRefresh = fullRefresh;
        copy.backfill = backfill;
        copy.failFast = failFast;
        copy.storedRows = storedRows;
        copy.reduction = reduction;
        copy.retries = retries;
        copy.statementTimeout = statementTimeout;
        copy.sourcesFirst = sourcesFirst;
        change.accept(copy);
        return copy;
    }

    /** What is published to: two runs of one target exclude each other. */
    public Target target() {
        return target;
    }

    /** The same, for a target of this name that has everything as it is declared. */
    public RunOptions withTarget(String name) {
        return withTarget(Target.named(name));
    }

    /** The same, for this target, with its threads and its values of parameters, unless these options say otherwise. */
    public RunOptions withTarget(Target where) {
        return changed(copy -> copy.target = where);
    }

    /** Where the run reads what it does not build; empty for its own target. */
    public Optional<Deferral> deferral() {
        return deferral;
    }

    /** The same, reading what the run does not build, and its target does not have, in another target of the database. */
    public RunOptions withDefer(Target other) {
        return withDefer(Deferral.to(other));
    }

    /** The same, reading what the run does not build as the deferral says. */
    public RunOptions withDefer(Deferral other) {
        return changed(copy -> copy.deferral = Optional.of(other));
    }

    /** The instant up to which the run looks; empty for the instant at which it starts. */
    public Optional<Instant> asOf() {
        return asOf;
    }

    /** The same, as of this instant. */
    public RunOptions withAsOf(Instant instant) {
        return changed(copy -> copy.asOf = Optional.of(instant));
    }

    /** Values of parameters, instead of their defaults; those of the target among them. */
    public ImmutableMap<Parameter<?>, Object> parameters() {
        return ImmutableMap.<Parameter<?>, Object>builder()
                .putAll(target.parameters())
                .putAll(parameters)
                .buildKeepingLast();
    }

    /** The same, with this value of a parameter. */
    public <T> RunOptions withParameter(Parameter<T> parameter, T value) {
        var values = ImmutableMap.<Parameter<?>, Object>builder()
                .putAll(parameters)
                .put(parameter, value)
                .buildKeepingLast();
        return changed(copy -> copy.parameters = values);
    }

    /** How many connections build and audit at once; one more holds the lock and publishes. */
    public int threads() {
        return threads.orElseGet(() -> target.threads().orElseGet(Runtime.getRuntime()::availableProcessors));
    }

    /** The same, with so many connections that build. */
    public RunOptions withThreads(int number) {
        require(number > 0, "a run has at least one thread");
        return changed(copy -> copy.threads = OptionalInt.of(number));
    }

    /** How long to wait for another run of the target to end; zero for not at all. */
    public Duration lockWait() {
        return lockWait;
    }

    /** The same, waiting so long for another run of the target. */
    public RunOptions withLockWait(Duration wait) {
        require(!wait.isNegative(), "a wait is not negative");
        return changed(copy -> copy.lockWait = wait);
    }

    /** What is published when not everything passed, in how many transactions, and what is kept of what is replaced. */
    public Publishing publishing() {
        return publishing;
    }

    /** The same, publishing like this. */
    public RunOptions withPublishing(Publishing how) {
        return changed(copy -> copy.publishing = how);
    }

    /** What is told of the run as it goes, in this order. */
    public ImmutableList<RunListener> listeners() {
        return listeners;
    }

    /** The same, telling this listener, too. */
    public RunOptions withListener(RunListener listener) {
        var all = ImmutableList.<RunListener>builder()
                .addAll(listeners)
                .add(listener)
                .build();
        return changed(copy -> copy.listeners = all);
    }

    /** Whether what would become what is there is left as it is. */
    public boolean changedOnly() {
        return changedOnly;
    }

    /**
     * The same, leaving what would become what is there: what has the same code, configuration and parameters as when it was built, and
     * reads the same data. What is left is {@link NodeStatus#UNCHANGED}, and its checks are not asked.
     */
    public RunOptions withChangedOnly() {
        return changed(copy -> copy.changedOnly = true);
    }

    /** Whether incremental models are built anew. */
    public boolean fullRefresh() {
        return fullRefresh;
    }

    /** The same, building incremental models anew, except those that are {@link io.pulsemetrics.model.Incremental#neverRebuilt()}. */
    public RunOptions withFullRefresh() {
        return changed(copy -> copy.fullRefresh = true);
    }

    /** A stretch of UTC time whose intervals are computed again, by the incremental models that compute intervals. */
    public Optional<TimeRange> backfill() {
        return backfill;
    }

    /** The same, computing the intervals again that the range touches. */
    public RunOptions withBackfill(TimeRange range) {
        return changed(copy -> copy.backfill = Optional.of(range));
    }

    /** Whether nothing new is begun once something has failed. */
    public boolean failFast() {
        return failFast;
    }

    /** The same, beginning nothing new once something has failed, or going on with what does not depend on it. */
    public RunOptions withFailFast(boolean on) {
        return changed(copy -> copy.failFast = on);
    }

    /**
     * How many offending rows of each check are kept in schema {@code pulse_audit} at most, unless the check says it itself; 0 for none.
     */
    public int storedRows() {
        return storedRows;
    }

    /** The same, keeping so many offending rows of each check, at most, in schema {@code pulse_audit}. */
    public RunOptions withStoredRows(int limit) {
        require(limit >= 0, "a limit is not negative");
        return changed(copy -> copy.storedRows = limit);
    }

    /** On which part of the data the models are only tried. */
    public Optional<Reduction> reduction() {
        return reduction;
    }

    /** The same, trying the models on a part of the data and publishing nothing. */
    public RunOptions withReduction(Reduction part) {
        return changed(copy -> copy.reduction = Optional.of(part));
    }

    /**
     * How often something is done again that failed because another session was in the way (a deadlock, a serialization failure) or a
     * connection was lost: each build and each query of an audit.
     */
    public int retries() {
        return retries;
    }

    /** The same, doing again so often what failed for a reason that may pass; 0 for never. */
    public RunOptions withRetries(int number) {
        require(number >= 0, "a number of retries is not negative");
        return changed(copy -> copy.retries = number);
    }

    /** After which PostgreSQL cancels a statement that builds or audits; zero for never. */
    public Duration statementTimeout() {
        return statementTimeout;
    }

    /** The same, giving each statement that builds or audits so much time. */
    public RunOptions withStatementTimeout(Duration time) {
        require(!time.isNegative(), "a timeout is not negative");
        return changed(copy -> copy.statementTimeout = time);
    }

    /** Whether the checks and the freshness of the sources that a run reads are asked before it builds. */
    public boolean sourcesFirst() {
        return sourcesFirst;
    }

    /** The same, asking the checks and the freshness of the sources first: what reads one that fails is not built. */
    public RunOptions withSourcesFirst() {
        return changed(copy -> copy.sourcesFirst = true);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
