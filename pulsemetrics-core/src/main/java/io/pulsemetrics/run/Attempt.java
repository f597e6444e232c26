package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.SetMultimap;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.Making;
import io.pulsemetrics.plan.Makings;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.WorkingSchemas;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.VersionLedger;
import io.pulsemetrics.warehouse.AuditSchema;
import io.pulsemetrics.warehouse.BuildSchemas;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.DeclaredKeys;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.Widening;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Does what a run is asked to do, once the run has its turn: from the first look at what is there to the publish. For one use. */
final class Attempt {
    private final Workspace workspace;
    private final RunOptions options;
    private final Planning planning;
    private final Assignment assignment;
    private final Turn turn;
    private final Ledger ledger;
    private final BuildSchemas schemas;
    private Plan plan;
    private ImmutableMap<RelationName, NodeResult> left = ImmutableMap.of();
    private ImmutableMap<RelationName, Making> makings = ImmutableMap.of();
    private Optional<Release> released = Optional.empty();
    private boolean waits;

    /** @param plan the assignment's, made without a look at what is there */
    Attempt(Workspace workspace, Assignment assignment, Plan plan, Turn turn) {
        this.workspace = workspace;
        this.options = workspace.options();
        this.planning = new Planning(workspace);
        this.assignment = assignment;
        this.turn = turn;
        this.plan = plan;
        this.ledger = new Ledger(turn.session().sql());
        this.schemas = new BuildSchemas(turn.lock(), plan.schemas());
    }

    /** Publishes the snapshots of the plan and nothing else. */
    KeptHistory keepHistory() {
        begin();
        boolean ended = false;
        try {
            verify();
            if (plan.nodes().stream().noneMatch(PlannedNode::isSnapshot)) {
                return KeptHistory.NOTHING;
            }
            var release = release(ImmutableList.of());
            noteSources();
            var sources = options.sourcesFirst() ? sourceResults() : ImmutableList.<SourceResult>of();
            release.publishSnapshots(build(sources, ImmutableList.of()));
            ended = true;
            schemas.remove();
            return KeptHistory.of(plan, release);
        } finally {
            if (!ended) {
                turn.session().whileConnected(schemas::remove);
            }
        }
    }

    /** @param tell whether listeners are told that the run has started */
    RunResult run(boolean tell) {
        begin();
        boolean ended = false;
        try {
            verify();
            ledger.noteUnchanged(turn.runId(), left.keySet());
            if (tell) {
                options.listeners().forEach(listener -> listener.runStarted(turn.runId(), plan));
            }
            var result = options.reduction().isPresent() ? tried() : published();
            ended = true;
            if (!plan.nodes().isEmpty()) {
                schemas.remove();
            }
            return result;
        } finally {
            if (!ended && !waits) {
                abandon();
            }
        }
    }

    /** Builds and audits, and leaves it at that. */
    private RunResult tried() {
        var nodes = build(ImmutableList.of(), options.listeners());
        Ledger.end(turn.session().sql(), turn.runId(), Ledger.TRIED, ImmutableList.of());
        return result(ImmutableList.of(), nodes, Optional.empty());
    }

    private RunResult published() {
        var sources = inspectSources();
        var release = release(options.listeners());
        released = Optional.of(release);
        try {
            switch (options.publishing().mode()) {
                case WHOLE -> release.publish(false, build(sources, options.listeners()));
                case PASSING -> release.publish(true, build(sources, options.listeners()));
                case EACH -> {
                    build(
                            sources,
                            new Scheduler(plan, options, options.listeners(), Departures.each(plan)),
                            release::publish);
                    release.end();
                }
            }
        } finally {
            waits = release.waits();
        }
        return result(sources, release.nodes(), release.published());
    }

    private Release release(List<RunListener> listeners) {
        return new Release(plan, turn, workspace, listeners, makings);
    }

    private RunResult result(
            ImmutableList<SourceResult> sources,
            ImmutableMap<RelationName, NodeResult> done,
            Optional<Published> published) {
        return new RunResult(
                turn.runId(),
                plan.parameters(),
                sources,
                all(done),
                published,
                options.reduction(),
                turn.stopwatch().elapsed());
    }

    private void begin() {
        verifyRights();
        schemas.clear();
        ledger.create();
        new VersionLedger(turn.session().sql()).create();
        if (storesRows()) {
            new AuditSchema(turn.session(), options.target().auditSchema()).create();
        }
        ledger.begin(turn.runId(), options.target().name(), plan.parameters().get(Parameter.AS_OF));
    }

    private void verify() {
        var decided = planning.decide(turn.session(), assignment, plan);
        plan = decided.plan();
        left = decided.left();
        if (plan.nodes().isEmpty()) {
            return; // there is nothing to look at before nothing is done
        }
        schemas.create(plan.schemas());
        var preflight = preflight();
        makings = makings(preflight.verify());
        preflight.widened().forEach(new Widening(turn.session())::apply);
        plan.nodes().stream()
                .filter(node -> node.increment().isPresent())
                .forEach(node -> new DeclaredKeys(turn.session()).dropStale(node.name(), node.design()));
    }

    private Preflight preflight() {
        return new Preflight(
                turn.lock(),
                assignment.seen(),
                options.deferral(),
                plan,
                options.publishing().materializedViews());
    }

    private void verifyRights() {
        var working = new WorkingSchemas(
                plan.schemas(),
                options.publishing().keptSets(),
                Optional.of(options.target().schemas().of(BuildNames.STATE_SCHEMA)),
                storesRows() ? Optional.of(options.target().auditSchema()) : Optional.empty());
        var missing = new Catalog(turn.session()).rights(working).missingFor(working);
        if (!missing.isEmpty()) {
            throw new PulseException(Stream.concat(missing.stream(), preflight().missingRights().stream())
                    .collect(toImmutableList()));
        }
    }

    /** How the nodes are made, read before anything is built. */
    private ImmutableMap<RelationName, Making> makings(SetMultimap<RelationName, RelationName> reads) {
        var present = planning.present(turn.session(), assignment.seen(), ImmutableSet.copyOf(reads.values()));
        var makings = new Makings(assignment.seen(), assignment.values(), present);
        var built = plan.nodes().stream().map(PlannedNode::name).collect(toImmutableSet());
        return plan.nodes().stream()
                .collect(toImmutableMap(
                        PlannedNode::name,
                        node -> makings.of(node.node(), built, turn.runId(), reads.get(node.name()))));
    }

    /** Everything that was selected, parents before children. */
    private ImmutableMap<RelationName, NodeResult> all(Map<RelationName, NodeResult> done) {
        return assignment.seen().graph().sorted(assignment.nodes()).stream()
                .collect(toImmutableMap(
                        Node::name,
                        node -> Objects.requireNonNull(done.getOrDefault(node.name(), left.get(node.name())))));
    }

    private boolean storesRows() {
        var sources = options.sourcesFirst() ? workspace.project().declaredSources() : ImmutableList.<Source>of();
        return workspace.storesRows(Stream.<List<Check>>concat(
                        plan.nodes().stream().map(node -> node.node().checks()),
                        sources.stream().map(Source::checks))
                .flatMap(List::stream));
    }

    private ImmutableList<SourceResult> inspectSources() {
        noteSources();
        if (!options.sourcesFirst()) {
            return ImmutableList.of();
        }
        var results = sourceResults();
        results.forEach(result -> options.listeners().forEach(listener -> listener.sourceInspected(result)));
        return results;
    }

    private void noteSources() {
        var inspection = workspace.inspection();
        ledger.noteSources(turn.runId(), inspection.newest(new Relations(turn.session()), inspection.above(plan)));
    }

    private ImmutableList<SourceResult> sourceResults() {
        var worker = workspace.sessionName(turn.runId(), SessionName.Role.WORKER);
        return workspace
                .inspection()
                .results(plan, new Relations(turn.session()), workspace.audits(worker, node -> {}), options.threads());
    }

    /** Builds and audits, and publishes nothing. */
    private ImmutableMap<RelationName, NodeResult> build(
            ImmutableList<SourceResult> sources, List<RunListener> listeners) {
        var scheduler = new Scheduler(plan, options, listeners, Departures.none(plan));
        return build(sources, scheduler, (unit, results) -> results);
    }

    private ImmutableMap<RelationName, NodeResult> build(
            ImmutableList<SourceResult> sources, Scheduler scheduler, Scheduler.Dispatch dispatch) {
        var name = workspace.sessionName(turn.runId(), SessionName.Role.WORKER);
        var workers = new WorkerSource(workspace.source(), name, turn.lock(), options);
        try {
            scheduler.bar(workspace.inspection().barred(plan, sources));
            return scheduler.run(options.threads(), workers, dispatch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PulseException.of(
                    ErrorCode.CANCELLED,
                    "run " + turn.runId(),
                    "it was interrupted while it built; "
                            + (isPartlyPublished() ? "what was published by then stays" : "nothing was published"),
                    "Run again");
        }
    }

    private boolean isPartlyPublished() {
        return released.flatMap(Release::published).isPresent();
    }

    /** After an exception: says so in the ledger and clears away, as far as the connection still allows. */
    private void abandon() {
        turn.session().whileConnected(() -> {
            var status = isPartlyPublished() ? "partly published" : "failed";
            Ledger.end(turn.session().sql(), turn.runId(), status, ImmutableList.of());
            schemas.remove();
        });
    }
}
