package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out which nodes are read in another target, from what is there. */
final class Elsewhere {
    private final Project project;
    private final Deferral deferral;
    private final CatalogSnapshot found;

    private Elsewhere(Project project, Deferral deferral, CatalogSnapshot found) {
        this.project = project;
        this.deferral = deferral;
        this.found = found;
    }

    /** The project as a run sees it that builds these nodes. */
    static Project seen(Session session, Project project, Set<Node> built, Deferral deferral) {
        var schemas = project.nodes().stream()
                .flatMap(node -> Stream.of(node.name(), deferral.target().of(node.declaredName())))
                .map(name -> name.schema())
                .collect(toImmutableSet());
        var found = new Catalog(session).snapshot(schemas, ImmutableSet.of());
        return new Elsewhere(project, deferral, found).without(built);
    }

    private Project without(Set<Node> built) {
        return project.reading(
                project.nodes().stream()
                        .filter(node -> !built.contains(node) && isReadThere(node))
                        .map(Node::declaredName)
                        .collect(toImmutableSet()),
                deferral.target().schemas());
    }

    private boolean isReadThere(Node node) {
        var there = deferral.target().of(node.declaredName());
        return !(node.config().materialization() instanceof Materialization.Ephemeral)
                && !there.equals(node.name())
                && found.find(there).isPresent()
                && (deferral.preferred() || found.find(node.name()).isEmpty());
    }
}
