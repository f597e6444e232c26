package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.base.Stopwatch;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * What a publish does from its first lock to its commit, decided before: it goes to the server as one statement, so that readers never wait for
 * the runner. A runner that stands still, or is gone, has either not begun or is not needed any more.
 */
final class PublishScript {
    private static final String SCRIPT = SqlResource.read("publish");
    private static final String CHANGED = "PM001";
    private static final String VIEWS = "PM002";
    private static final String CANCELLED = "57014";

    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, Function<String, Problem>> views = new HashMap<>();

    /** How a step is executed. */
    private enum Kind {
        /** A statement that locks; all of them together may wait for {@code lock_timeout}. */
        LOCK,
        /** What the server has seen. If it has seen no more since, there is nothing to verify. */
        SNAPSHOT,
        /** A query that says whether to go on. */
        VERIFY,
        /** A statement. */
        STATEMENT,
        /** A query that tells statements, which are executed in its order. */
        GENERATED,
        /** A statement for a view: those of all views are tried before the publish fails. */
        VIEW
    }

    /**
     * A part of it.
     *
     * @param refusal from what PostgreSQL says to what is told, if it refuses this for a reason of its own
     */
    private record Step(Kind kind, String sql, Function<DataAccessException, ? extends RuntimeException> refusal) {}

    /** What came of a script that changed nothing, and may succeed if it is tried again. */
    sealed interface Outcome {
        /** All of it is committed. */
        record Committed(Duration locked) implements Outcome {}

        /**
         * Another session was in the way.
         *
         * @param step which lock could not be had, in the order in which they were added; or a later number
         */
        record Blocked(int step) implements Outcome {}

        /** What was read before has changed, or readers would have had to wait longer than allowed. */
        record Outdated(boolean tooLong) implements Outcome {}
    }

    void lock(String statement) {
        add(Kind.LOCK, statement, e -> e);
    }

    void verify(Observations observations) {
        add(Kind.SNAPSHOT, observations.snapshot(), e -> e);
        observations.verifications().forEach(query -> add(Kind.VERIFY, query, e -> e));
    }

    void execute(String statement) {
        execute(statement, e -> e);
    }

    void execute(String statement, Function<DataAccessException, ? extends RuntimeException> refusal) {
        add(Kind.STATEMENT, statement, refusal);
    }

    void executeEach(String query, Function<DataAccessException, ? extends RuntimeException> refusal) {
        add(Kind.GENERATED, query, refusal);
    }

    /** @param problem from what PostgreSQL says, if the view does not fit any more */
    void view(String statement, Function<String, Problem> problem) {
        add(Kind.VIEW, statement, e -> e);
        views.put(steps.size(), problem);
    }

    private void add(Kind kind, String sql, Function<DataAccessException, ? extends RuntimeException> refusal) {
        steps.add(new Step(kind, sql, refusal));
    }

    /**
     * Executes and commits it, in the open transaction.
     *
     * @param lockTimeout how long it may wait for all its locks together
     * @param limit how long it may take altogether
     * @throws DataAccessException as PostgreSQL says
     * @throws RuntimeException what a step makes of it
     */
    Outcome commit(Session session, Duration lockTimeout, Duration limit) {
        session.sql()
                .resultQuery(
                        """
                        select set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true),
                          set_config('pulsemetrics.publish', (select json_agg(s)::text
                            from unnest(?::text[], ?::text[]) with ordinality s(kind, sql, number)), true)
                        """,
                        DSL.val(lockTimeout.toMillis() + "ms"),
                        DSL.val(limit.toMillis() + "ms"),
                        DSL.val(steps.stream().map(step -> step.kind().name()).toArray(String[]::new)),
                        DSL.val(steps.stream().map(Step::sql).toArray(String[]::new)))
                .fetch();
        var stopwatch = Stopwatch.createStarted();
        try {
            return new Outcome.Committed(session.commitWith(SCRIPT));
        } catch (DataAccessException e) {
            return switch (DatabaseErrors.state(e)) {
                case CHANGED -> new Outcome.Outdated(false);
                case VIEWS -> throw refusals(e);
                case CANCELLED -> tooLong(e, stopwatch.elapsed().compareTo(limit) >= 0);
                default -> refused(e);
            };
        }
    }

    /** Each view that cannot follow is told in a line: the number of its step and what PostgreSQL says. */
    private PulseException refusals(DataAccessException e) {
        return new PulseException(DatabaseErrors.told(e)
                .lines()
                .map(line -> Splitter.on(' ').limit(2).splitToList(line))
                .map(view -> Objects.requireNonNull(views.get(Integer.valueOf(view.get(0))))
                        .apply(view.get(1)))
                .collect(toImmutableList()));
    }

    private static Outcome tooLong(DataAccessException e, boolean byTimeout) {
        if (byTimeout) {
            return new Outcome.Outdated(true);
        }
        throw e;
    }

    private Outcome refused(DataAccessException e) {
        var step = DatabaseErrors.place(e);
        if (DatabaseErrors.isLockConflict(e)) {
            return new Outcome.Blocked(step.orElse(steps.size()) - 1);
        }
        throw step.isPresent() && !DatabaseErrors.isConnectionLost(e)
                ? steps.get(step.getAsInt() - 1).refusal().apply(e)
                : e;
    }
}
