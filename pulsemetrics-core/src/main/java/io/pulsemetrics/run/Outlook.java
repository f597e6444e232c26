package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.PublishedState;
import io.pulsemetrics.plan.PublishedState.Version;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.state.LedgerState;
import io.pulsemetrics.state.PublishedQueries;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads what a plan is made and explained from, each time in one transaction that may not write. It takes no lock: a run that publishes at
 * the same time makes the plan outdated, which is found out under the lock when it is to be run.
 */
final class Outlook {
    private final DataSource source;
    private final SessionName name;
    private final RunOptions options;

    Outlook(DataSource source, SessionName name, RunOptions options) {
        this.source = source;
        this.name = name;
        this.options = options;
    }

    /** What is there of the tables that the plan brings up to date. */
    BuildState buildState(Plan plan) {
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED)) {
            return session.reading(() -> new BuildStates(session, options).read(plan));
        }
    }

    /** What is published of the project and depends on what the plan replaces. */
    PublishedState published(Project project, Plan plan) {
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED)) {
            return session.reading(() -> read(session, project, plan));
        }
    }

    private PublishedState read(Session session, Project project, Plan plan) {
        var catalog = new Catalog(session);
        var names = plan.nodes().stream().map(PlannedNode::name).collect(toImmutableSet());
        var replaced = plan.nodes().stream()
                .filter(node -> node.isPublished() && node.increment().isEmpty())
                .map(PlannedNode::name)
                .toList();
        return new PublishedState(
                versions(session, project),
                catalog.sourceColumns(names),
                catalog.snapshot(ImmutableList.of(), replaced).dependents(),
                catalog.columnReaders(names));
    }

    private ImmutableMap<RelationName, Version> versions(Session session, Project project) {
        var ledger = LedgerState.read(session.sql(), options.target());
        var fingerprints = project.nodes().stream()
                .filter(node -> ledger.fingerprint(node.name()).isPresent())
                .collect(toImmutableMap(
                        Node::name, node -> ledger.fingerprint(node.name()).orElseThrow()));
        var queries = new PublishedQueries(session.sql()).read(fingerprints.values());
        return ImmutableMap.copyOf(Maps.transformValues(
                fingerprints, fingerprint -> new Version(fingerprint, Optional.ofNullable(queries.get(fingerprint)))));
    }
}
