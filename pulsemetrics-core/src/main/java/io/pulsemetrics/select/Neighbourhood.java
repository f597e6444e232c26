package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What lies around nodes, sources and checks. Edges run from a source to what reads it, from a node to what reads it and from a
 * relation to its checks; a check is no way from one relation to another.
 */
final class Neighbourhood {
    private final Project project;
    private final SelectableChecks checks;
    private final Supplier<ImmutableSetMultimap<RelationName, Node>> readers = Suppliers.memoize(this::indexReaders);
    private final Supplier<ImmutableSetMultimap<RelationName, SelectedCheck>> referring =
            Suppliers.memoize(this::indexReferences);

    Neighbourhood(Project project, SelectableChecks checks) {
        this.project = project;
        this.checks = checks;
    }

    /** The same, and what the reach adds to it; without the checks of what was added. */
    Selection reach(Selection from, Reach reach) {
        if (reach.family()) {
            var below = from.union(descendants(from, Reach.ALL));
            return below.union(ancestors(below, Reach.ALL));
        }
        return from.union(ancestors(from, reach.ancestors())).union(descendants(from, reach.descendants()));
    }

    private Selection ancestors(Selection from, int depth) {
        if (depth == 0) {
            return Selection.NOTHING;
        }
        var graph = project.graph();
        var looked = from.checks().stream().flatMap(this::relations).collect(toImmutableSet());
        var checked =
                looked.stream().flatMap(name -> project.find(name).stream()).collect(toImmutableSet());
        var above = graph.ancestors(from.nodes(), depth);
        var aboveChecked = graph.ancestors(checked, less(depth, 1));
        var sources = ImmutableSet.<RelationName>builder()
                .addAll(Sets.intersection(looked, project.sources().keySet()))
                .addAll(sources(from.nodes()))
                .addAll(sources(graph.ancestors(from.nodes(), less(depth, 1))))
                .addAll(depth > 1 ? sources(checked) : ImmutableSet.of())
                .addAll(sources(graph.ancestors(checked, less(depth, 2))))
                .build();
        return new Selection(
                ImmutableSet.<Node>builder()
                        .addAll(above)
                        .addAll(checked)
                        .addAll(aboveChecked)
                        .build(),
                sources,
                ImmutableSet.of());
    }

    private Selection descendants(Selection from, int depth) {
        if (depth == 0) {
            return Selection.NOTHING;
        }
        var graph = project.graph();
        var reading = from.sources().stream()
                .flatMap(source -> readers.get().get(source).stream())
                .collect(toImmutableSet());
        return new Selection(
                ImmutableSet.<Node>builder()
                        .addAll(graph.descendants(from.nodes(), depth))
                        .addAll(reading)
                        .addAll(graph.descendants(reading, less(depth, 1)))
                        .build(),
                ImmutableSet.of(),
                ImmutableSet.of());
    }

    private static int less(int depth, int edges) {
        return depth == Reach.ALL ? depth : Math.max(0, depth - edges);
    }

    /** The same, and the checks of the relations in it, those of others that refer to them among them. */
    Selection withChecks(Selection selection) {
        var found = ImmutableSet.<SelectedCheck>builder().addAll(selection.checks());
        for (Node node : selection.nodes()) {
            found.addAll(checks.of(node.name())).addAll(referring.get().get(node.name()));
        }
        for (var source : selection.sources()) {
            found.addAll(checks.of(source)).addAll(referring.get().get(source));
        }
        return new Selection(selection.nodes(), selection.sources(), found.build());
    }

    /** The relation that a check belongs to, and the one it refers to. */
    private Stream<RelationName> relations(SelectedCheck check) {
        return Stream.concat(Stream.of(check.relation()), targets(check));
    }

    private Stream<RelationName> targets(SelectedCheck check) {
        return Audit.others(check.check()).stream()
                .map(Supplier::get)
                .filter(table -> table != null && table.getSchema() != null)
                .map(table -> project.published(RelationName.of(table)));
    }

    private static ImmutableSet<RelationName> sources(Collection<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> node.dependencies().stream())
                .filter(Dependency.OnSource.class::isInstance)
                .map(Dependency::name)
                .collect(toImmutableSet());
    }

    private ImmutableSetMultimap<RelationName, Node> indexReaders() {
        var index = ImmutableSetMultimap.<RelationName, Node>builder();
        for (Node node : project.nodes()) {
            node.dependencies().stream()
                    .filter(Dependency.OnSource.class::isInstance)
                    .forEach(source -> index.put(source.name(), node));
        }
        return index.build();
    }

    private ImmutableSetMultimap<RelationName, SelectedCheck> indexReferences() {
        var index = ImmutableSetMultimap.<RelationName, SelectedCheck>builder();
        checks.referring().forEach(check -> targets(check).forEach(name -> index.put(name, check)));
        return index.build();
    }
}
