package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What has become of the nodes of a plan so far, and which of them may be published because of that. Not thread-safe. */
final class NodeResults {
    private final Plan plan;
    private final Map<RelationName, NodeResult> nodes = new LinkedHashMap<>();

    NodeResults(Plan plan) {
        this.plan = plan;
    }

    /** What became of nodes when they were built and audited. */
    void add(Map<RelationName, NodeResult> results) {
        nodes.putAll(results);
    }

    /** In the order in which they were added. */
    ImmutableMap<RelationName, NodeResult> all() {
        return ImmutableMap.copyOf(nodes);
    }

    /** Those that passed, as they are when they are published. */
    ImmutableList<NodeResult> allAsPublished() {
        return nodes.values().stream()
                .map(result -> result.status() == NodeStatus.PASSED ? result.published() : result)
                .collect(toImmutableList());
    }

    NodeResult of(RelationName name) {
        var result = nodes.get(name);
        if (result == null) {
            throw new IllegalStateException("not in the run: " + name);
        }
        return result;
    }

    NodeStatus status(RelationName name) {
        return of(name).status();
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    int size() {
        return nodes.size();
    }

    /** What is published already. */
    ImmutableSet<RelationName> published() {
        return nodes.values().stream()
                .filter(node -> node.status() == NodeStatus.PUBLISHED)
                .map(NodeResult::name)
                .collect(toImmutableSet());
    }

    /** Those that passed and are not published, parents before children. */
    ImmutableList<PlannedNode> passed() {
        return passed(nodes.keySet());
    }

    /** As {@link #passed()}, among these. */
    ImmutableList<PlannedNode> passed(Set<RelationName> of) {
        return plan.nodes().stream()
                .filter(node -> of.contains(node.name()) && status(node.name()) == NodeStatus.PASSED)
                .collect(toImmutableList());
    }

    /** Whether there are snapshots, nothing else, and all of them passed. */
    boolean isPassedHistoryOnly() {
        return !nodes.isEmpty()
                && plan.nodes().stream()
                        .allMatch(node -> node.isSnapshot() && status(node.name()) == NodeStatus.PASSED);
    }

    /** A node that passed is not published over a parent that failed after the node was built, nor with a reference to what failed. */
    void skipBelowFailures() {
        skipBelowFailures(nodes.keySet());
    }

    /** As {@link #skipBelowFailures()}, of these. */
    void skipBelowFailures(Set<RelationName> of) {
        var passed = passed(of);
        for (var node : passed) {
            needs(node)
                    .filter(needed -> !isFine(needed))
                    .findFirst()
                    .ifPresent(
                            needed -> nodes.computeIfPresent(node.name(), (name, result) -> result.skippedFor(needed)));
        }
        if (passed(of).size() < passed.size()) {
            skipBelowFailures(of); // references may point at what comes later
        }
    }

    private boolean isFine(RelationName name) {
        return status(name) == NodeStatus.PASSED || status(name) == NodeStatus.PUBLISHED;
    }

    /** Those of which all that they read and reference is published, or is among them; the others are told why not. */
    ImmutableList<PlannedNode> publishable(List<PlannedNode> passed) {
        var left = new LinkedHashMap<RelationName, PlannedNode>();
        passed.forEach(node -> left.put(node.name(), node));
        while (true) {
            var held = left.values().stream()
                    .filter(node -> needs(node)
                            .anyMatch(needed -> !left.containsKey(needed) && status(needed) != NodeStatus.PUBLISHED))
                    .toList();
            if (held.isEmpty()) {
                return ImmutableList.copyOf(left.values());
            }
            held.forEach(node -> left.remove(node.name()));
            notPublished(held, "not published, since what it reads is not");
        }
    }

    /** What of the run a node cannot be published without: history is kept whatever becomes of what it was read from. */
    private Stream<RelationName> needs(PlannedNode node) {
        var references = node.references().stream().filter(plan::builds);
        return node.isSnapshot() ? references : Stream.concat(node.parents().stream(), references);
    }

    void notPublished(List<PlannedNode> passed, String why) {
        passed.forEach(node -> nodes.compute(node.name(), (name, result) -> of(name).notPublished(why)));
    }

    void published(List<PlannedNode> passed) {
        passed.forEach(node -> nodes.compute(node.name(), (name, result) -> of(name).published()));
    }
}
