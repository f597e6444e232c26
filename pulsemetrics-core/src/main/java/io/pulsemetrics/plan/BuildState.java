package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * What is already there when a run begins, and what the caller wants done again.
 *
 * @param tables the tables of incremental models and snapshots, by published name
 * @param fullRefresh whether they are to be built anew
 * @param backfill a stretch of time whose intervals are to be computed again
 * @param reduction on which part of the data the models are only tried; empty for a run on all of it
 */
public record BuildState(
        ImmutableMap<RelationName, BuiltTable> tables,
        boolean fullRefresh,
        Optional<TimeRange> backfill,
        Optional<Reduction> reduction) {
    /** Nothing is there: everything is built anew. */
    public static final BuildState NOTHING =
            new BuildState(ImmutableMap.of(), false, Optional.empty(), Optional.empty());

    /** Models are tried on a part of the data, whatever is there of them. */
    public static BuildState reduced(Reduction reduction) {
        return new BuildState(ImmutableMap.of(), false, Optional.empty(), Optional.of(reduction));
    }

    /**
     * A table as it was published.
     *
     * @param columns its columns
     * @param done what was computed, and when
     * @param audit which checks its rows passed; empty if that is not known
     */
    public record BuiltTable(ImmutableList<ColumnType> columns, ImmutableList<Done> done, Optional<String> audit) {}

    /**
     * A stretch of time that was computed.
     *
     * @param asOf the as-of instant of the run that did it
     */
    public record Done(TimeRange range, LocalDateTime asOf) {}
}
