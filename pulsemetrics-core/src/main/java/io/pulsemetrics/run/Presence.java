package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Present;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.state.VersionLedger;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.DataVersions;
import io.pulsemetrics.warehouse.Session;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what there is when a run begins. What a build reads was committed at the latest when its query began, and this is read before:
 * a change in between makes the noted version older than the rows, so that the next run finds it.
 */
final class Presence {
    private final Session session;
    private final Project project;

    /** @param project as the run sees it */
    Presence(Session session, Project project) {
        this.session = session;
        this.project = project;
    }

    /** @param further relations that are read and not declared */
    Present read(Set<RelationName> further) {
        var recorded = new VersionLedger(session.sql()).read();
        var sources = Stream.of(
                        project.sources().keySet().stream(),
                        project.nodes().stream().map(Node::name).filter(project::isElsewhere),
                        recorded.values().stream().flatMap(it -> it.making().data().keySet().stream()),
                        further.stream())
                .flatMap(names -> names)
                .filter(name -> project.find(name).isEmpty() || project.isElsewhere(name))
                .collect(toImmutableSet());
        return new Present(
                new Catalog(session).snapshot(schemas(sources), ImmutableSet.of()),
                recorded,
                DataVersions.read(session, sources));
    }

    private ImmutableSet<String> schemas(Set<RelationName> sources) {
        return Stream.concat(sources.stream(), project.nodes().stream().map(Node::name))
                .map(RelationName::schema)
                .collect(toImmutableSet());
    }
}
