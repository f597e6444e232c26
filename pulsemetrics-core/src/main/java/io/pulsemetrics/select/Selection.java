package io.pulsemetrics.select;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import java.util.stream.Stream;

/**
 * What a selector means in a project.
 *
 * @param nodes models and seeds, parents before children
 * @param sources tables that others fill, in the order in which the project first reads them
 * @param checks checks, by the order of their relations
 */
public record Selection(
        ImmutableSet<Node> nodes, ImmutableSet<RelationName> sources, ImmutableSet<SelectedCheck> checks) {
    static final Selection NOTHING = new Selection(ImmutableSet.of(), ImmutableSet.of(), ImmutableSet.of());

    /** Whether nothing at all is selected. */
    public boolean isEmpty() {
        return nodes.isEmpty() && sources.isEmpty() && checks.isEmpty();
    }

    /** The selected sources, and those that selected nodes read directly. */
    public ImmutableSet<RelationName> sourcesRead() {
        return Stream.concat(
                        sources.stream(),
                        nodes.stream()
                                .flatMap(node -> node.dependencies().stream())
                                .filter(Dependency.OnSource.class::isInstance)
                                .map(Dependency::name))
                .collect(ImmutableSet.toImmutableSet());
    }

    Selection union(Selection other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new Selection(
                ImmutableSet.<Node>builder().addAll(nodes).addAll(other.nodes).build(),
                ImmutableSet.<RelationName>builder()
                        .addAll(sources)
                        .addAll(other.sources)
                        .build(),
                ImmutableSet.<SelectedCheck>builder()
                        .addAll(checks)
                        .addAll(other.checks)
                        .build());
    }

    Selection intersection(Selection other) {
        return new Selection(
                Sets.intersection(nodes, other.nodes).immutableCopy(),
                Sets.intersection(sources, other.sources).immutableCopy(),
                Sets.intersection(checks, other.checks).immutableCopy());
    }

    Selection difference(Selection other) {
        return new Selection(
                Sets.difference(nodes, other.nodes).immutableCopy(),
                Sets.difference(sources, other.sources).immutableCopy(),
                Sets.difference(checks, other.checks).immutableCopy());
    }
}
