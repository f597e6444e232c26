package io.pulsemetrics.plan;

import io.pulsemetrics.model.RelationName;

/** A piece of a run's work that one connection does at a time. */
public sealed interface Task {

    /** The node it is done for. */
    RelationName node();

    /** Builds the relation in its build schema. */
    record Build(RelationName node) implements Task {}

    /**
     * Computes a part of the node's rows, beside others.
     *
     * @param index which of {@link PlannedNode#batches()}
     */
    record Batch(RelationName node, int index) implements Task {}

    /**
     * Asks one query of the node's audit.
     *
     * @param index which of {@link PlannedNode#audits()}
     */
    record Ask(RelationName node, int index) implements Task {}
}
