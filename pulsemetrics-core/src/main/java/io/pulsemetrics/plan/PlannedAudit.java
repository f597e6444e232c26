package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.model.RelationName;

/**
 * One query of a node's audit.
 *
 * @param checks what it answers, in the order of its columns
 * @param countsRows whether the first column is the number of rows of the relation
 * @param sql returns one row of numbers
 * @param waitsFor what this run builds and the query reads beside the node itself
 * @param gates whether what depends on the node waits for the answer; a check that looks at a relation which is built later
 *     cannot, but its failure still keeps the run from publishing
 * @param compared the columns of the node that are compared with what was last published; without them there, or without
 *     anything published, a query that {@link #comparesPublished} is not asked and its checks pass
 */
public record PlannedAudit(
        ImmutableList<PlannedCheck> checks,
        boolean countsRows,
        String sql,
        ImmutableSet<RelationName> waitsFor,
        boolean gates,
        ImmutableSet<String> compared) {

    /** Whether it compares the node with what was last published under its name. */
    public boolean comparesPublished() {
        return checks.stream().anyMatch(planned -> Audit.comparesPublished(planned.check()));
    }
}
