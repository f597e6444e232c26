package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run will do: which nodes it builds, with which SQL, and what waits for what. The runner executes exactly this.
 *
 * <p>Immutable. Nodes are in topological order.
 */
public final class Plan {
    private final ParameterValues parameters;
    private final ImmutableMap<RelationName, PlannedNode> nodes;
    private final Supplier<Dag<Task>> tasks = Suppliers.memoize(this::dag);
    private final Supplier<Dag<PublishUnit>> units = Suppliers.memoize(() -> PublishUnits.of(this));
    private final Planner planner;
    private final ImmutableMap<RelationName, Due> due;

    Plan(ParameterValues parameters, List<PlannedNode> nodes, Planner planner) {
        this(parameters, nodes, planner, ImmutableMap.of());
    }

    private Plan(
            ParameterValues parameters, List<PlannedNode> nodes, Planner planner, ImmutableMap<RelationName, Due> due) {
        this.planner = planner;
        this.parameters = parameters;
        this.nodes = nodes.stream().collect(ImmutableMap.toImmutableMap(PlannedNode::name, node -> node));
        this.due = due;
    }

    /** The same plan, of what has changed and why. */
    public Plan because(ImmutableMap<RelationName, Due> reasons) {
        return new Plan(parameters, nodes(), planner, reasons);
    }

    /** The schemas in which its nodes are published, in the order of the nodes. */
    public ImmutableSet<String> schemas() {
        return nodes.keySet().stream().map(RelationName::schema).collect(toImmutableSet());
    }

    /** Why a run builds this node that leaves what has not changed; empty for a run that builds what is selected. */
    public Optional<Due> due(RelationName name) {
        return Optional.ofNullable(due.get(name));
    }

    private Dag<Task> dag() {
        var all = new LinkedHashSet<Task>();
        for (var node : nodes.values()) {
            all.addAll(batches(node));
            all.add(new Task.Build(node.name()));
            for (int i = 0; i < node.audits().size(); i++) {
                all.add(new Task.Ask(node.name(), i));
            }
        }
        return Dag.of(all, this::waitsFor);
    }

    private static List<Task> batches(PlannedNode node) {
        return IntStream.range(0, node.batches().map(Batches::size).orElse(0))
                .<Task>mapToObj(index -> new Task.Batch(node.name(), index))
                .toList();
    }

    private Set<Task> waitsFor(Task task) {
        var node = node(task.node());
        var before = new LinkedHashSet<Task>();
        switch (task) {
            case Task.Batch ignored -> node.parents().forEach(parent -> ready(parent, before));
            case Task.Build ignored -> {
                node.parents().forEach(parent -> ready(parent, before));
                before.addAll(batches(node));
            }
            case Task.Ask ask -> {
                before.add(new Task.Build(ask.node()));
                node.audits().get(ask.index()).waitsFor().forEach(other -> before.add(new Task.Build(other)));
            }
        }
        return before;
    }

    /** A parent is ready when it is built and the audits that its children wait for have passed. */
    private void ready(RelationName parent, Set<Task> before) {
        before.add(new Task.Build(parent));
        var audits = node(parent).audits();
        for (int i = 0; i < audits.size(); i++) {
            if (audits.get(i).gates()) {
                before.add(new Task.Ask(parent, i));
            }
        }
    }

    /** The values that the queries were rendered with. */
    public ParameterValues parameters() {
        return parameters;
    }

    /** What is built, parents before children. */
    public ImmutableList<PlannedNode> nodes() {
        return nodes.values().asList();
    }

    /** The planned node of this name. */
    public PlannedNode node(RelationName name) {
        var node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("not in the plan: " + name);
        }
        return node;
    }

    /**
     * The query of a model where some of what this run builds already stands in its published place.
     *
     * @param inPlace the published names of those
     */
    public String select(PlannedNode node, Set<RelationName> inPlace) {
        return planner.select(node, inPlace);
    }

    /**
     * The planned node of this name as it is built when some nodes of the run are published already: it reads those in their published
     * places, and all else as planned. Its tasks are the same.
     */
    public PlannedNode node(RelationName name, Set<RelationName> published) {
        var planned = node(name);
        return published.isEmpty() ? planned : planner.node(planned.node(), published);
    }

    /**
     * What of the run a task reads, wherever it stands: for a query also what it reads by way of views, and for a check everything above
     * the relations that it looks at.
     */
    public ImmutableSet<RelationName> reads(Task task) {
        var node = node(task.node());
        return switch (task) {
            case Task.Batch ignored -> planner.reads(node.node());
            case Task.Build ignored -> planner.reads(node.node());
            case Task.Ask ask -> planner.reads(node.node(), node.audits().get(ask.index()));
        };
    }

    /** What is published together, and after what, where each relation is published by itself. */
    public Dag<PublishUnit> units() {
        return units.get();
    }

    /** Whether the run builds this relation. */
    public boolean builds(RelationName name) {
        return nodes.containsKey(name);
    }

    /** The nodes that are not built alike in both plans, or in one of them only; none if the plans do the same. */
    public ImmutableSet<RelationName> differences(Plan other) {
        return Stream.concat(nodes.keySet().stream(), other.nodes.keySet().stream())
                .filter(name ->
                        !(builds(name) && other.builds(name) && node(name).doesTheSame(other.node(name))))
                .collect(toImmutableSet());
    }

    /** The work, and what must be done before what. */
    public Dag<Task> tasks() {
        return tasks.get();
    }
}
