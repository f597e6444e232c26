package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Making;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.PublishUnit;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.VersionLedger;
import io.pulsemetrics.warehouse.Bookkeeping;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Publisher;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** Publishes what a run built, as its {@link PublishMode} says, and notes in the ledger what became of each relation. */
final class Release {
    /** What stands in the way of a publish and may go away without a build. */
    private static final Set<ErrorCode> OBSTACLES = EnumSet.of(
            ErrorCode.PUBLISH_BLOCKED, ErrorCode.CANNOT_REPLACE, ErrorCode.MISSING_RIGHT, ErrorCode.VIEW_CANNOT_FOLLOW);

    private final Plan plan;
    private final Turn turn;
    private final Publisher publisher;
    private final RunOptions options;
    private final List<RunListener> listeners;
    private final ImmutableMap<RelationName, Making> makings;
    private final NodeResults nodes;
    private final Set<RelationName> snapshots = new HashSet<>();
    private @Nullable Published published;
    private boolean waits;

    /** @param makings how the nodes were made, for the ledger */
    Release(
            Plan plan,
            Turn turn,
            Workspace workspace,
            List<RunListener> listeners,
            ImmutableMap<RelationName, Making> makings) {
        this.makings = makings;
        this.plan = plan;
        this.nodes = new NodeResults(plan);
        this.turn = turn;
        this.publisher = workspace.publisher(turn.lock());
        this.options = workspace.options();
        this.listeners = listeners;
    }

    /** What became of each node. */
    ImmutableMap<RelationName, NodeResult> nodes() {
        return nodes.all();
    }

    /** What was published, if anything was. */
    Optional<Published> published() {
        return Optional.ofNullable(published);
    }

    /** Whether the build passed and waits to be published. */
    boolean waits() {
        return waits;
    }

    /** Publishes the snapshots that passed, and nothing else. */
    void publishSnapshots(Map<RelationName, NodeResult> results) {
        nodes.add(results);
        verify();
        publishSnapshots(lines -> sql -> Ledger.noting(turn.runId(), lines));
    }

    /**
     * Publishes everything if everything passed, else what passed if that is asked, in one transaction.
     *
     * @param passing whether what passed is published by itself
     * @throws PulseException if it cannot be published
     */
    void publish(boolean passing, Map<RelationName, NodeResult> results) {
        nodes.add(results);
        verify();
        if (nodes.isPassedHistoryOnly()) {
            publishHistory();
            return;
        }
        publishSnapshots(lines -> Bookkeeping.NONE); // what became of them is noted at the end
        if (passing) {
            nodes.skipBelowFailures();
        }
        var passed = nodes.passed();
        var isWhole = passed.size() + snapshots.size() == nodes.size();
        if (passing ? passed.isEmpty() && !isWhole : !isWhole) {
            Ledger.end(
                    turn.session().sql(),
                    turn.runId(),
                    "failed",
                    lines(nodes.all().values()));
            return;
        }
        if (nodes.isEmpty()) {
            Ledger.end(turn.session().sql(), turn.runId(), "published", List.of());
            return;
        }
        listeners.forEach(RunListener::publishStarted);
        together(passed);
        passed.forEach(node -> listeners.forEach(listener -> listener.nodePublished(nodes.of(node.name()))));
        tellEnd();
    }

    private void publishHistory() {
        listeners.forEach(RunListener::publishStarted);
        publishSnapshots(lines -> sql -> Ledger.ending(turn.runId(), "published", lines));
        plan.nodes().forEach(node -> listeners.forEach(listener -> listener.nodePublished(nodes.of(node.name()))));
        tellEnd();
    }

    /**
     * Publishes what can be published of a unit, and notes it in the ledger, before the run has ended. What stands in the way of it is told in
     * the results.
     *
     * @param results of its nodes; those of what they read were given before, but for snapshots
     * @return what has become of them
     */
    ImmutableList<NodeResult> publish(PublishUnit unit, ImmutableList<NodeResult> results) {
        nodes.add(Maps.uniqueIndex(results, NodeResult::name));
        verify();
        nodes.skipBelowFailures(unit.nodes());
        var passed = nodes.publishable(nodes.passed(unit.nodes()));
        if (!passed.isEmpty()) {
            try {
                var lines = asPublished(passed);
                publish(passed, sql -> Ledger.noting(turn.runId(), lines));
            } catch (PulseException e) {
                if (!OBSTACLES.contains(e.problems().getFirst().code())) {
                    throw e;
                }
                nodes.notPublished(passed, e.getMessage());
            }
        }
        return unit.nodes().stream().map(nodes::of).collect(toImmutableList());
    }

    /** Notes how a run ended whose units were published one by one, and what became of the rest. */
    void end() {
        verify();
        var rest = nodes.all().values().stream()
                .filter(node -> node.status() != NodeStatus.PUBLISHED)
                .toList();
        Ledger.end(
                turn.session().sql(),
                turn.runId(),
                rest.isEmpty() ? "published" : published == null ? "failed" : "partly published",
                lines(rest));
        tellEnd();
    }

    private void tellEnd() {
        published().ifPresent(done -> listeners.forEach(listener -> listener.publishFinished(done)));
    }

    /** History is kept whatever becomes of the rest: a failed report must not lose a day of it. */
    private void publishSnapshots(Function<List<Ledger.Line>, Bookkeeping> bookkeeping) {
        var kept = nodes.passed().stream().filter(PlannedNode::isSnapshot).collect(toImmutableList());
        if (!kept.isEmpty()) {
            publish(kept, bookkeeping.apply(asPublished(kept)));
            kept.forEach(node -> snapshots.add(node.name()));
        }
    }

    /** The connection may have been lost while others built; then another run may have had the target. */
    private void verify() {
        turn.lock().connected(turn.lock()::verify);
        if (!new Ledger(turn.session().sql()).isUnderWay(turn.runId())) {
            throw turn.lock().lostToAnother();
        }
    }

    private void together(ImmutableList<PlannedNode> passed) {
        var status = passed.size() + snapshots.size() == nodes.size() ? "published" : "partly published";
        try {
            publish(passed, sql -> Ledger.ending(turn.runId(), status, lines(nodes.allAsPublished())));
        } catch (PulseException e) {
            if (OBSTACLES.contains(e.problems().getFirst().code()) && WaitingBuild.isPossible(plan, options)) {
                Ledger.end(
                        turn.session().sql(),
                        turn.runId(),
                        Ledger.WAITING,
                        lines(nodes.all().values()));
                waits = true;
                throw WaitingBuild.waits(e);
            }
            throw e;
        }
    }

    private void publish(ImmutableList<PlannedNode> passed, Bookkeeping bookkeeping) {
        var names = passed.stream().map(PlannedNode::name).collect(toImmutableSet());
        var done = new Publication(publisher, plan, turn.runId(), passed, nodes.published())
                .publish(sql -> ImmutableList.<Query>builder()
                        .addAll(VersionLedger.writing(Maps.filterKeys(makings, names::contains)))
                        .addAll(bookkeeping.statements(sql))
                        .build());
        published = published == null ? done : published.and(done);
        nodes.published(passed);
    }

    private List<Ledger.Line> asPublished(List<PlannedNode> passed) {
        return lines(
                passed.stream().map(node -> nodes.of(node.name()).published()).toList());
    }

    private List<Ledger.Line> lines(Collection<NodeResult> results) {
        return results.stream().map(this::line).toList();
    }

    private Ledger.Line line(NodeResult node) {
        return new Ledger.Line(
                node.name(),
                node.status().name().toLowerCase(Locale.ROOT),
                node.rows(),
                node.duration().toMillis(),
                Fingerprint.of(plan.node(node.name()).node()),
                node.checks().stream()
                        .map(check -> new Ledger.CheckLine(check.check().name(), check.outcome(), check.violations()))
                        .collect(toImmutableList()));
    }
}
