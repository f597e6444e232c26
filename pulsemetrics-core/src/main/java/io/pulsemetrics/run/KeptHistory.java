package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Published;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The snapshots that a run has published before everything else.
 *
 * @param results what became of them, as published
 * @param published their publish, if there was one
 */
record KeptHistory(
        ImmutableSet<Node> nodes, ImmutableMap<RelationName, NodeResult> results, Optional<Published> published) {
    static final KeptHistory NOTHING = new KeptHistory(ImmutableSet.of(), ImmutableMap.of(), Optional.empty());

    static KeptHistory of(Plan plan, Release release) {
        var nodes = plan.nodes().stream()
                .filter(node -> node.isSnapshot() && isPublished(release, node.name()))
                .map(node -> node.node())
                .collect(toImmutableSet());
        return new KeptHistory(
                nodes,
                nodes.stream().collect(ImmutableMap.toImmutableMap(Node::name, node -> find(release, node.name()))),
                release.published());
    }

    private static boolean isPublished(Release release, RelationName name) {
        return find(release, name).status() == NodeStatus.PUBLISHED;
    }

    private static NodeResult find(Release release, RelationName name) {
        var result = release.nodes().get(name);
        if (result == null) {
            throw new IllegalStateException("not in the run: " + name);
        }
        return result;
    }

    /**
     * The snapshots for which nothing has to be computed first, with the views that they read; empty if there are none, or nothing else to do
     * in the run.
     */
    static ImmutableSet<Node> eager(Project project, Set<Node> nodes) {
        var eager = nodes.stream()
                .filter(node -> node.config().materialization() instanceof Snapshot)
                .map(node -> Sets.union(
                        Set.of(node), Sets.intersection(project.graph().ancestors(Set.of(node)), nodes)))
                .filter(part ->
                        part.stream().filter(node -> !isComputedWhenRead(node)).count() == 1)
                .flatMap(Set::stream)
                .collect(toImmutableSet());
        return eager.equals(nodes) ? ImmutableSet.of() : eager;
    }

    private static boolean isComputedWhenRead(Node node) {
        return node.config().materialization() instanceof Materialization.View
                || node.config().materialization() instanceof Materialization.Ephemeral;
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Tells listeners of the whole run, and of these as its first nodes. */
    void tell(String runId, Plan plan, List<RunListener> listeners) {
        if (isEmpty()) {
            return;
        }
        listeners.forEach(listener -> listener.runStarted(runId, plan));
        results.forEach((name, result) -> listeners.forEach(listener -> {
            listener.nodeStarted(plan.node(name));
            listener.nodeFinished(result.passed());
        }));
    }

    /**
     * The result of the whole run.
     *
     * @param plan of all of it
     */
    RunResult with(RunResult rest, Plan plan) {
        if (isEmpty()) {
            return rest;
        }
        var all = ImmutableMap.<RelationName, NodeResult>builder();
        for (var node : plan.nodes()) {
            Stream.of(results, rest.nodes())
                    .flatMap(some -> Stream.ofNullable(some.get(node.name())))
                    .forEach(result -> all.put(node.name(), result));
        }
        var both = published.map(first -> rest.published().map(first::and).orElse(first));
        return new RunResult(
                rest.runId(),
                rest.parameters(),
                rest.sources(),
                all.buildOrThrow(),
                both,
                rest.reduction(),
                rest.duration());
    }
}
