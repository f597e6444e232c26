package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Reduction;
import io.pulsemetrics.warehouse.Published;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param runId its name in the ledger
 * @param parameters what its queries were rendered with, the as-of instant among them
 * @param sources what was found of the sources, if they were looked at first
 * @param nodes every node of the plan, parents before children
 * @param published what was published; empty if nothing was
 * @param reduction on which part of the data the models were only tried; empty for a run on all of it, which publishes
 * @param duration from the first to the last thing done
 */
public record RunResult(
        String runId,
        ParameterValues parameters,
        ImmutableList<SourceResult> sources,
        ImmutableMap<RelationName, NodeResult> nodes,
        Optional<Published> published,
        Optional<Reduction> reduction,
        Duration duration) {

    /** Whether everything was built, passed its checks and was published; of a run that only tries models, whether everything passed. */
    public boolean succeeded() {
        var wanted = reduction.isPresent() ? NodeStatus.PASSED : NodeStatus.PUBLISHED;
        return nodes.values().stream().allMatch(node -> node.status() == wanted);
    }

    /** The nodes that failed, without those that were skipped because of them. */
    public ImmutableList<NodeResult> failures() {
        return nodes.values().stream()
                .filter(node -> node.status().isFailure())
                .collect(ImmutableList.toImmutableList());
    }

    /** The result of a node by its name without schema. */
    public NodeResult node(String simpleName) {
        return nodes.values().stream()
                .filter(node -> node.name().name().equals(simpleName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not in the run: " + simpleName));
    }

    /** The result of a model or seed. */
    public NodeResult node(Relation<?> relation) {
        return node(relation.origin().getName());
    }
}
