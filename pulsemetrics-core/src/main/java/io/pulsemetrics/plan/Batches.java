package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import org.jooq.Condition;

/**
 * The rows of a delta, or of a table that is built anew, computed in several batches side by side.
 *
 * @param rows the name in the build schema under which the rows of all batches are read
 * @param batches in order of time; at least two
 */
public record Batches(RelationName rows, ImmutableList<Batch> batches) {

    /**
     * The rows of some intervals.
     *
     * @param within what holds of each row, so that no other batch has it; of the relation's columns, unqualified
     */
    public record Batch(String select, Condition within) {}

    /** How many batches there are. */
    public int size() {
        return batches.size();
    }

    /** The name of the table with the rows of one batch. */
    public RelationName part(int index) {
        return new RelationName(rows.schema(), rows.name() + "_" + (index + 1));
    }
}
