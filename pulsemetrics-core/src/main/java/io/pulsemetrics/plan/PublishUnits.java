package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import com.google.common.graph.ElementOrder;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.Graphs;
import com.google.common.graph.ImmutableGraph;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.RelationName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what is published together where each relation is published by itself. Pure.
 *
 * <pre>
 * stg ──► dim ◄── foreign key ── fct        {stg} ──► {dim, fct}
 * stg ──► view ──► materialized view        {stg, view, materialized view}
 * </pre>
 *
 * <p>A table that is referenced by an enforced foreign key cannot be replaced without the table that has it, and what a materialized view
 * reads not without the materialized view. What lies between relations of a unit belongs to it.
 */
final class PublishUnits {
    private final Plan plan;
    private final Map<RelationName, ImmutableSet<RelationName>> members = new LinkedHashMap<>();

    private PublishUnits(Plan plan) {
        this.plan = plan;
        plan.nodes().forEach(node -> members.put(node.name(), ImmutableSet.of(node.name())));
    }

    static Dag<PublishUnit> of(Plan plan) {
        var units = new PublishUnits(plan);
        plan.nodes().forEach(units::tie);
        for (var knot = units.knot(); knot.isPresent(); knot = units.knot()) {
            units.unite(knot.get());
        }
        return units.dag();
    }

    private void tie(PlannedNode node) {
        node.references().stream().filter(plan::builds).forEach(target -> unite(Set.of(node.name(), target)));
        if (node.kind() == RelationKind.MATERIALIZED_VIEW) {
            unite(Sets.union(Set.of(node.name()), plan.reads(new Task.Build(node.name()))));
        }
    }

    private void unite(Set<RelationName> nodes) {
        var all = new LinkedHashSet<RelationName>();
        nodes.forEach(name -> all.addAll(unit(name)));
        var united = ImmutableSet.copyOf(all);
        united.forEach(name -> members.put(name, united));
    }

    private ImmutableSet<RelationName> unit(RelationName name) {
        return members.getOrDefault(name, ImmutableSet.of(name));
    }

    /** What must be united because it would have to be published both before and after a unit of several relations. */
    private Optional<Set<RelationName>> knot() {
        var graph = graph();
        var backwards = Graphs.transpose(graph);
        return graph.nodes().stream()
                .filter(unit -> unit.size() > 1)
                .<Set<ImmutableSet<RelationName>>>map(unit ->
                        Sets.intersection(Graphs.reachableNodes(graph, unit), Graphs.reachableNodes(backwards, unit)))
                .filter(knot -> knot.size() > 1)
                .findFirst()
                .map(knot -> knot.stream().flatMap(Set::stream).collect(toImmutableSet()));
    }

    private ImmutableGraph<ImmutableSet<RelationName>> graph() {
        var graph = GraphBuilder.directed()
                .nodeOrder(ElementOrder.<ImmutableSet<RelationName>>insertion())
                .<ImmutableSet<RelationName>>build();
        members.values().forEach(graph::addNode);
        for (var node : plan.nodes()) {
            before(node).stream()
                    .filter(parent -> !unit(parent).equals(unit(node.name())))
                    .forEach(parent -> graph.putEdge(unit(parent), unit(node.name())));
        }
        return ImmutableGraph.copyOf(graph);
    }

    /** History is kept whatever becomes of what it was read from. */
    private static ImmutableSet<RelationName> before(PlannedNode node) {
        return node.isSnapshot() ? ImmutableSet.of() : node.parents();
    }

    private Dag<PublishUnit> dag() {
        var comparing = comparing();
        var units = new LinkedHashMap<RelationName, PublishUnit>();
        for (var node : plan.nodes()) {
            units.computeIfAbsent(
                    node.name(),
                    name -> unit(name).stream()
                            .flatMap(member -> Stream.ofNullable(units.get(member)))
                            .findFirst()
                            .orElseGet(() -> complete(unit(name), comparing)));
        }
        return Dag.of(
                ImmutableSet.copyOf(units.values()),
                unit -> unit.nodes().stream()
                        .flatMap(name -> before(plan.node(name)).stream())
                        .map(parent -> Objects.requireNonNull(units.get(parent)))
                        .filter(parent -> !parent.equals(unit))
                        .collect(toImmutableSet()));
    }

    private PublishUnit complete(Set<RelationName> nodes, ImmutableSetMultimap<RelationName, RelationName> comparing) {
        return new PublishUnit(
                plan.nodes().stream()
                        .map(PlannedNode::name)
                        .filter(nodes::contains)
                        .collect(toImmutableSet()),
                Stream.concat(nodes.stream(), nodes.stream().flatMap(name -> comparing.get(name).stream()))
                        .collect(toImmutableSet()));
    }

    /** The views that are compared with what is published, by what they read. */
    private ImmutableSetMultimap<RelationName, RelationName> comparing() {
        var views = ImmutableSetMultimap.<RelationName, RelationName>builder();
        plan.nodes().stream()
                .filter(PublishUnits::comparesWhatItReads)
                .forEach(view -> plan.reads(new Task.Build(view.name())).forEach(read -> views.put(read, view.name())));
        return views.build();
    }

    private static boolean comparesWhatItReads(PlannedNode node) {
        return node.kind() == RelationKind.VIEW && node.audits().stream().anyMatch(PlannedAudit::comparesPublished);
    }
}
