package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.project.Node;
import java.util.Optional;

/**
 * A node and what a run does for it.
 *
 * @param node the model or seed
 * @param build the name under which it is built
 * @param kind what it becomes; a table if it reads something in another target, whose next publish a view would stand in the way of
 * @param select the rendered query, which reads what this run builds from the build schemas and all else as published; empty
 *     for a seed
 * @param parents its direct parents that this run builds, too
 * @param audits the queries of its audit
 * @param design how it is stored; plain for a view
 * @param key what no two rows of it may have in common, NULLs included; empty if nothing is known
 * @param increment how it is brought up to date; empty if it is built anew
 * @param coverage what the run computes of it, for the ledger of intervals; empty if none is kept
 * @param elsewhere what it reads in another target
 */
public record PlannedNode(
        Node node,
        RelationName build,
        RelationKind kind,
        String select,
        ImmutableSet<RelationName> parents,
        ImmutableList<PlannedAudit> audits,
        TableDesign design,
        ImmutableList<Change.Key> key,
        Optional<Increment> increment,
        Optional<Coverage> coverage,
        ImmutableSet<RelationName> elsewhere) {

    /** Of how many parts the delta is, which are computed side by side; 0 if it is computed as a whole, or there is none. */
    public int batches() {
        return increment
                .map(it -> it.batches().size())
                .filter(parts -> parts > 1)
                .orElse(0);
    }

    /** Whether it becomes a relation of its own; what is ephemeral stands in the queries of others. */
    public boolean isPublished() {
        return !(node.config().materialization() instanceof Materialization.Ephemeral);
    }

    /** Whether it keeps history, and is therefore published before everything else. */
    public boolean isSnapshot() {
        return node.config().materialization() instanceof Snapshot;
    }

    /** The name under which it is published. */
    public RelationName name() {
        return node.name();
    }
}
