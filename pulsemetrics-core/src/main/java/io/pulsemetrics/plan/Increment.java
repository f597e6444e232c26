package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;

/**
 * How a table is brought up to date instead of being built anew: the new rows are built as a delta, audited, and applied when the run
 * publishes.
 *
 * @param delta the name of the delta, in the build schema
 * @param batches the queries whose rows together are the delta; at least one
 * @param change how the delta gets into the table
 * @param columns the columns of the model, in order
 * @param published the columns of the table as it is
 * @param schemaChange what may happen if the two differ
 */
public record Increment(
        RelationName delta,
        ImmutableList<String> batches,
        Change change,
        ImmutableList<String> columns,
        ImmutableList<ColumnType> published,
        SchemaChange schemaChange) {

    /** The same, where the table has these columns by now. */
    public Increment over(ImmutableList<ColumnType> columnsNow) {
        return new Increment(delta, batches, change, columns, columnsNow, schemaChange);
    }
}
