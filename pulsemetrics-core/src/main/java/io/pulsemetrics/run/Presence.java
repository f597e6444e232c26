package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.Present;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.state.VersionLedger;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.DataVersions;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what there is when a run begins. What a build reads was committed at the latest when its query began, and this is read before:
 * a change in between makes the noted version older than the rows, so that the next run finds it.
 */
final class Presence {
    private final Session session;
    private final Project project;
    private final SourceInspection inspection;

    /** @param project as the run sees it */
    Presence(Session session, Project project, SourceInspection inspection) {
        this.session = session;
        this.project = project;
        this.inspection = inspection;
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
        return new Present(new Catalog(session).identities(schemas(sources)), recorded, versions(sources));
    }

    /** By PostgreSQL's counters, and by how far a source was loaded that says when: whichever of them changes. */
    private ImmutableMap<RelationName, String> versions(Set<RelationName> sources) {
        var versions = new LinkedHashMap<>(DataVersions.read(session, sources));
        var loaded = project.declaredSources().stream()
                .filter(source -> source.loadedAt().isPresent())
                .map(Source::name)
                .filter(sources::contains)
                .collect(toImmutableSet());
        var newest = inspection.newest(new Relations(session), loaded);
        loaded.forEach(name -> versions.merge(
                name,
                newest.containsKey(name) ? "loaded up to " + newest.get(name) : "nothing loaded",
                (counted, upTo) -> counted + ", " + upTo));
        return ImmutableMap.copyOf(versions);
    }

    private ImmutableSet<String> schemas(Set<RelationName> sources) {
        return Stream.concat(sources.stream(), project.nodes().stream().map(Node::name))
                .map(RelationName::schema)
                .collect(toImmutableSet());
    }
}
