package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;

/**
 * A node and what a run does for it.
 *
 * @param node the model or seed
 * @param build the name under which it is built
 * @param kind what it becomes
 * @param select the rendered query, which reads what this run builds from the build schemas and all else as published; empty
 *     for a seed
 * @param parents its direct parents that this run builds, too
 * @param audits the queries of its audit
 */
public record PlannedNode(
        Node node,
        RelationName build,
        RelationKind kind,
        String select,
        ImmutableSet<RelationName> parents,
        ImmutableList<PlannedAudit> audits) {

    /** The name under which it is published. */
    public RelationName name() {
        return node.name();
    }
}
