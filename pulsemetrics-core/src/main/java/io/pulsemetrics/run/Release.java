package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
    private final Map<RelationName, NodeResult> nodes = new LinkedHashMap<>();
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
        this.turn = turn;
        this.publisher = workspace.publisher(turn.lock());
        this.options = workspace.options();
        this.listeners = listeners;
    }

    /** What became of each node. */
    ImmutableMap<RelationName, NodeResult> nodes() {
        return ImmutableMap.copyOf(nodes);
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
        nodes.putAll(results);
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
        nodes.putAll(results);
        verify();
        if (isPassedHistory()) {
            publishHistory();
            return;
        }
        publishSnapshots(lines -> Bookkeeping.NONE); // what became of them is noted at the end
        if (passing) {
            skipBelowFailures(nodes.keySet());
        }
        var passed = passed(nodes.keySet());
        var isWhole = passed.size() + snapshots.size() == nodes.size();
        if (passing ? passed.isEmpty() && !isWhole : !isWhole) {
            Ledger.end(turn.session().sql(), turn.runId(), "failed", lines(nodes.values()));
            return;
        }
        if (nodes.isEmpty()) {
            Ledger.end(turn.session().sql(), turn.runId(), "published", List.of());
            return;
        }
        listeners.forEach(RunListener::publishStarted);
        together(passed);
        passed.forEach(node -> listeners.forEach(listener -> listener.nodePublished(result(node.name()))));
        tellEnd();
    }

    /** Whether there are snapshots, nothing else, and all of them passed. */
    private boolean isPassedHistory() {
        return !nodes.isEmpty()
                && plan.nodes().stream()
                        .allMatch(
                                node -> node.isSnapshot() && result(node.name()).status() == NodeStatus.PASSED);
    }

    private void publishHistory() {
        listeners.forEach(RunListener::publishStarted);
        publishSnapshots(lines -> sql -> Ledger.ending(turn.runId(), "published", lines));
        plan.nodes().forEach(node -> listeners.forEach(listener -> listener.nodePublished(result(node.name()))));
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
        results.forEach(result -> nodes.put(result.name(), result));
        verify();
        skipBelowFailures(unit.nodes());
        var passed = publishable(passed(unit.nodes()));
        if (!passed.isEmpty()) {
            try {
                var lines = lines(passed.stream()
                        .map(node -> result(node.name()).published())
                        .toList());
                publish(passed, sql -> Ledger.noting(turn.runId(), lines));
            } catch (PulseException e) {
                if (!OBSTACLES.contains(e.problems().getFirst().code())) {
                    throw e;
                }
                passed.forEach(node -> notPublished(node, e.getMessage()));
            }
        }
        return unit.nodes().stream().map(this::result).collect(toImmutableList());
    }

    /** Those of which all that they read and reference is published, or is among them; the others are told why not. */
    private ImmutableList<PlannedNode> publishable(ImmutableList<PlannedNode> passed) {
        var left = new LinkedHashMap<RelationName, PlannedNode>();
        passed.forEach(node -> left.put(node.name(), node));
        while (true) {
            var held = left.values().stream()
                    .filter(node -> needs(node)
                            .anyMatch(needed ->
                                    !left.containsKey(needed) && result(needed).status() != NodeStatus.PUBLISHED))
                    .toList();
            if (held.isEmpty()) {
                return ImmutableList.copyOf(left.values());
            }
            held.forEach(node -> {
                left.remove(node.name());
                notPublished(node, "not published, since what it reads is not");
            });
        }
    }

    private void notPublished(PlannedNode node, String why) {
        nodes.compute(node.name(), (name, result) -> result(name).notPublished(why));
    }

    /** What of the run a node cannot be published without: history is kept whatever becomes of what it was read from. */
    private Stream<RelationName> needs(PlannedNode node) {
        var references = node.references().stream().filter(plan::builds);
        return node.isSnapshot() ? references : Stream.concat(node.parents().stream(), references);
    }

    /** Notes how a run ended whose units were published one by one, and what became of the rest. */
    void end() {
        verify();
        var all = nodes.values().stream().allMatch(node -> node.status() == NodeStatus.PUBLISHED);
        var rest = nodes.values().stream()
                .filter(node -> node.status() != NodeStatus.PUBLISHED)
                .toList();
        Ledger.end(
                turn.session().sql(),
                turn.runId(),
                all ? "published" : published == null ? "failed" : "partly published",
                lines(rest));
        tellEnd();
    }

    private void tellEnd() {
        published().ifPresent(done -> listeners.forEach(listener -> listener.publishFinished(done)));
    }

    /** History is kept whatever becomes of the rest: a failed report must not lose a day of it. */
    private void publishSnapshots(Function<List<Ledger.Line>, Bookkeeping> bookkeeping) {
        var kept =
                passed(nodes.keySet()).stream().filter(PlannedNode::isSnapshot).collect(toImmutableList());
        if (!kept.isEmpty()) {
            var lines = lines(
                    kept.stream().map(node -> result(node.name()).published()).toList());
            publish(kept, bookkeeping.apply(lines));
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

    private ImmutableList<PlannedNode> passed(Set<RelationName> of) {
        return plan.nodes().stream()
                .filter(node -> of.contains(node.name()) && result(node.name()).status() == NodeStatus.PASSED)
                .collect(toImmutableList());
    }

    /** A node that passed is not published over a parent that failed after the node was built, nor with a reference to what failed. */
    private void skipBelowFailures(Set<RelationName> of) {
        var passed = passed(of);
        for (var node : passed) {
            needs(node)
                    .filter(needed -> !isFine(needed))
                    .findFirst()
                    .ifPresent(
                            needed -> nodes.computeIfPresent(node.name(), (name, result) -> result.skippedFor(needed)));
        }
        if (passed(of).size() < passed.size()) {
            skipBelowFailures(of); // references may point at what comes later
        }
    }

    private void together(ImmutableList<PlannedNode> passed) {
        var done = Maps.transformValues(nodes, Release::published);
        var status = passed.size() + snapshots.size() == nodes.size() ? "published" : "partly published";
        try {
            publish(passed, sql -> Ledger.ending(turn.runId(), status, lines(done.values())));
        } catch (PulseException e) {
            if (OBSTACLES.contains(e.problems().getFirst().code()) && mayWait()) {
                Ledger.end(turn.session().sql(), turn.runId(), Ledger.WAITING, lines(nodes.values()));
                waits = true;
                throw waiting(e);
            }
            throw e;
        }
    }

    private static PulseException waiting(PulseException e) {
        return new PulseException(
                e.problems().stream()
                        .map(problem -> new Problem(
                                problem.code(),
                                problem.where(),
                                problem.message(),
                                problem.remedy() + "; then publish: what was built and checked waits"))
                        .toList(),
                e);
    }

    /**
     * Whether a later publish can find out what this one would have done: what is read in another target, and what options made of a table
     * that is brought up to date, belong to the run.
     */
    private boolean mayWait() {
        boolean asked = options.fullRefresh() || options.backfill().isPresent();
        return plan.nodes().stream()
                .allMatch(node -> node.elsewhere().isEmpty()
                        && (!asked
                                || (node.increment().isEmpty()
                                        && node.coverage().isEmpty())));
    }

    private boolean isFine(RelationName name) {
        return result(name).status() == NodeStatus.PASSED || result(name).status() == NodeStatus.PUBLISHED;
    }

    private void publish(ImmutableList<PlannedNode> passed, Bookkeeping bookkeeping) {
        var names = passed.stream().map(PlannedNode::name).collect(toImmutableSet());
        var done = new Publication(publisher, plan, turn.runId(), passed, publishedBefore())
                .publish(sql -> ImmutableList.<Query>builder()
                        .addAll(VersionLedger.writing(Maps.filterKeys(makings, names::contains)))
                        .addAll(bookkeeping.statements(sql))
                        .build());
        published = published == null ? done : published.and(done);
        passed.forEach(node ->
                nodes.compute(node.name(), (name, result) -> result(name).published()));
    }

    private ImmutableSet<RelationName> publishedBefore() {
        return nodes.values().stream()
                .filter(node -> node.status() == NodeStatus.PUBLISHED)
                .map(NodeResult::name)
                .collect(toImmutableSet());
    }

    private NodeResult result(RelationName name) {
        var result = nodes.get(name);
        if (result == null) {
            throw new IllegalStateException("not in the run: " + name);
        }
        return result;
    }

    private static NodeResult published(NodeResult result) {
        return result.status() == NodeStatus.PASSED ? result.published() : result;
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
