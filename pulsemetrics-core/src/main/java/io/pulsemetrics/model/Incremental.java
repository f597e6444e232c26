package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A table that each run brings up to date instead of building it anew. A value: each method gives a changed copy.
 *
 * <p>The query is written once. The framework puts the window that a run looks at into each source or ref that was declared with a time;
 * see {@link Model#source(org.jooq.Table, String, java.util.function.Function)}. docs/materializations.md states what each strategy promises.
 *
 * @param strategy how new rows get into the table
 * @param lookback how far back a run looks again, for rows that come late
 * @param schemaChange what happens if the columns change
 * @param mayBeRebuilt whether a full refresh builds it anew; if not, it is brought up to date by a full refresh, too
 */
public record Incremental(Strategy strategy, Duration lookback, SchemaChange schemaChange, boolean mayBeRebuilt)
        implements Materialization {

    /** How new rows get into the table. */
    public sealed interface Strategy {}

    /**
     * They are added.
     *
     * @param lag rows that were loaded so shortly before the run are left to the next one, since others of their time may still come
     */
    public record Append(Duration lag) implements Strategy {}

    /** All rows of their keys are deleted before. */
    public record DeleteInsert(ImmutableList<Column<?>> key) implements Strategy {
        public DeleteInsert {
            needKey(key);
        }
    }

    /**
     * They are merged by key.
     *
     * @param updated the columns that are updated; empty for all
     * @param deleted the column that marks a row as deleted at its source
     */
    public record Merge(
            ImmutableList<Column<?>> key, Optional<ImmutableList<Column<?>>> updated, Optional<Column<Boolean>> deleted)
            implements Strategy {
        public Merge {
            needKey(key);
        }
    }

    /**
     * All rows of their intervals are replaced.
     *
     * @param batch how many intervals are computed with one statement; if {@code begin} is not known, a table that is built anew is computed
     *     with one
     * @param begin before which there are no intervals; empty if they go back as far as the data
     */
    public record ByInterval(Column<?> eventTime, Grain grain, int batch, Optional<LocalDateTime> begin)
            implements Strategy {
        public ByInterval {
            if (batch < 1) {
                throw new IllegalArgumentException("a batch has at least one interval");
            }
        }
    }

    public Incremental {
        if (lookback.isNegative()) {
            throw new IllegalArgumentException("a lookback is not negative");
        }
    }

    static Incremental of(Strategy strategy) {
        return new Incremental(strategy, Duration.ZERO, SchemaChange.FAIL, true);
    }

    private static void needKey(ImmutableList<Column<?>> key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one column");
        }
    }

    /** The same, looking back so far: for rows that come late by at most that. Not for {@link Materialization#append()}. */
    public Incremental lookback(Duration time) {
        return new Incremental(strategy, time, schemaChange, mayBeRebuilt);
    }

    /** The same, with these columns when the columns of the model change. */
    public Incremental onSchemaChange(SchemaChange change) {
        return new Incremental(strategy, lookback, change, mayBeRebuilt);
    }

    /** The same, never built anew once it is there: for history that its sources no longer have. */
    public Incremental neverRebuilt() {
        return new Incremental(strategy, lookback, schemaChange, false);
    }

    /** The same {@link Materialization#append()}, leaving rows of the last moments to the next run. */
    public Incremental lag(Duration time) {
        return with(
                switch (strategy) {
                    case Append ignored -> new Append(time);
                    case DeleteInsert it -> throw wrong("lag", it);
                    case Merge it -> throw wrong("lag", it);
                    case ByInterval it -> throw wrong("lag", it);
                });
    }

    /** The same {@link Materialization#merge}, updating only these columns of rows that are there. */
    public Incremental updating(Column<?>... columns) {
        var merge = asMerge("updating");
        return with(new Merge(merge.key(), Optional.of(ImmutableList.copyOf(columns)), merge.deleted()));
    }

    /** The same {@link Materialization#merge}, deleting rows for which the column is true, and never inserting them. */
    public Incremental deletedWhere(Column<Boolean> marker) {
        var merge = asMerge("deletedWhere");
        return with(new Merge(merge.key(), merge.updated(), Optional.of(marker)));
    }

    /** The same {@link Materialization#interval}, computing so many intervals with one statement. */
    public Incremental batch(int intervals) {
        var interval = asInterval("batch");
        return with(new ByInterval(interval.eventTime(), interval.grain(), intervals, interval.begin()));
    }

    /** The same {@link Materialization#interval}, beginning at this instant. */
    public Incremental beginningAt(LocalDateTime instant) {
        var interval = asInterval("beginningAt");
        return with(new ByInterval(
                interval.eventTime(),
                interval.grain(),
                interval.batch(),
                Optional.of(interval.grain().floor(instant))));
    }

    private Merge asMerge(String method) {
        if (strategy instanceof Merge merge) {
            return merge;
        }
        throw wrong(method, strategy);
    }

    private ByInterval asInterval(String method) {
        if (strategy instanceof ByInterval interval) {
            return interval;
        }
        throw wrong(method, strategy);
    }

    private static IllegalArgumentException wrong(String method, Strategy strategy) {
        return new IllegalArgumentException("%s(..) has no meaning for %s"
                .formatted(method, strategy.getClass().getSimpleName()));
    }

    private Incremental with(Strategy changed) {
        return new Incremental(changed, lookback, schemaChange, mayBeRebuilt);
    }

    @Override
    public String label() {
        return "incremental";
    }
}
