package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Making;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.VersionLedger;
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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Publishes what a run built, as its {@link PublishMode} says, and notes in the ledger what became of each relation. */
final class Release {
    /** What stands in the way of a publish and may go away without a build. */
    private static final Set<ErrorCode> OBSTACLES = EnumSet.of(
            ErrorCode.PUBLISH_BLOCKED, ErrorCode.CANNOT_REPLACE, ErrorCode.MISSING_RIGHT, ErrorCode.VIEW_CANNOT_FOLLOW);

    private final Plan plan;
    private final Turn turn;
    private final Publisher publisher;
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
            Publisher publisher,
            List<RunListener> listeners,
            ImmutableMap<RelationName, Making> makings) {
        this.makings = makings;
        this.plan = plan;
        this.turn = turn;
        this.publisher = publisher;
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
        publishSnapshots(lines -> sql -> Ledger.note(sql, turn.runId(), lines));
    }

    /** @throws PulseException if the whole, or all that passed, cannot be published */
    void publish(PublishMode mode, Map<RelationName, NodeResult> results) {
        nodes.putAll(results);
        publishSnapshots(lines -> sql -> {}); // what became of them is noted at the end
        if (mode != PublishMode.WHOLE) {
            plan.nodes().forEach(this::skipBelowFailures);
        }
        var passed = passed();
        var isWhole = passed.size() + snapshots.size() == nodes.size();
        if (mode == PublishMode.WHOLE ? !isWhole : passed.isEmpty() && !isWhole) {
            Ledger.end(turn.session().sql(), turn.runId(), "failed", lines(nodes.values()));
            return;
        }
        if (nodes.isEmpty()) {
            Ledger.end(turn.session().sql(), turn.runId(), "published", List.of());
            return;
        }
        listeners.forEach(RunListener::publishStarted);
        switch (mode) {
            case WHOLE, PASSING -> together(passed);
            case EACH -> oneByOne(passed);
        }
        published().ifPresent(done -> listeners.forEach(listener -> listener.publishFinished(done)));
    }

    /** History is kept whatever becomes of the rest: a failed report must not lose a day of it. */
    private void publishSnapshots(Function<List<Ledger.Line>, Consumer<DSLContext>> bookkeeping) {
        var kept = passed().stream().filter(PlannedNode::isSnapshot).collect(toImmutableList());
        if (!kept.isEmpty()) {
            var lines = lines(
                    kept.stream().map(node -> result(node.name()).published()).toList());
            publish(kept, bookkeeping.apply(lines));
            kept.forEach(node -> snapshots.add(node.name()));
        }
    }

    private ImmutableList<PlannedNode> passed() {
        return plan.nodes().stream()
                .filter(node -> result(node.name()).status() == NodeStatus.PASSED)
                .collect(toImmutableList());
    }

    /** A node that passed is not published over a parent that failed after the node was built. */
    private void skipBelowFailures(PlannedNode node) {
        if (result(node.name()).status() != NodeStatus.PASSED) {
            return;
        }
        node.parents().stream()
                .filter(parent -> !isFine(parent))
                .findFirst()
                .ifPresent(parent -> nodes.computeIfPresent(node.name(), (name, result) -> result.skippedFor(parent)));
    }

    private void together(ImmutableList<PlannedNode> passed) {
        var done = Maps.transformValues(nodes, Release::published);
        var status = passed.size() + snapshots.size() == nodes.size() ? "published" : "partly published";
        try {
            publish(passed, sql -> Ledger.end(sql, turn.runId(), status, lines(done.values())));
        } catch (PulseException e) {
            if (OBSTACLES.contains(e.problems().getFirst().code()) && mayWait()) {
                Ledger.end(turn.session().sql(), turn.runId(), Ledger.WAITING, lines(nodes.values()));
                waits = true;
            }
            throw e;
        }
    }

    /** What is brought up to date, or counted as computed, or read in another target, belongs to the moment of its run. */
    private boolean mayWait() {
        return plan.nodes().stream()
                .allMatch(node -> node.increment().isEmpty()
                        && node.coverage().isEmpty()
                        && node.elsewhere().isEmpty());
    }

    private boolean isFine(RelationName name) {
        return result(name).status() == NodeStatus.PASSED || result(name).status() == NodeStatus.PUBLISHED;
    }

    private void oneByOne(ImmutableList<PlannedNode> passed) {
        for (var node : passed) {
            if (node.parents().stream().anyMatch(parent -> result(parent).status() != NodeStatus.PUBLISHED)) {
                nodes.compute(
                        node.name(),
                        (name, result) -> result(name).notPublished("not published, since what it reads is not"));
                continue;
            }
            try {
                var line = lines(List.of(result(node.name()).published()));
                publish(ImmutableList.of(node), sql -> Ledger.note(sql, turn.runId(), line));
            } catch (PulseException e) {
                if (!OBSTACLES.contains(e.problems().getFirst().code())) {
                    throw e;
                }
                nodes.compute(node.name(), (name, result) -> result(name).notPublished(e.getMessage()));
            }
        }
        var all = nodes.values().stream().allMatch(node -> node.status() == NodeStatus.PUBLISHED);
        var status = all ? "published" : published == null ? "failed" : "partly published";
        var noted = passed.stream().map(PlannedNode::name).collect(toImmutableSet());
        var rest = nodes.values().stream()
                .filter(node -> node.status() != NodeStatus.PUBLISHED || !noted.contains(node.name()))
                .toList();
        Ledger.end(turn.session().sql(), turn.runId(), status, lines(rest));
    }

    private void publish(ImmutableList<PlannedNode> passed, Consumer<DSLContext> beforeCommit) {
        var names = passed.stream().map(PlannedNode::name).collect(toImmutableSet());
        var done = new Publication(publisher, plan, turn.runId(), passed, publishedBefore()).publish(sql -> {
            VersionLedger.write(sql, Maps.filterKeys(makings, names::contains));
            beforeCommit.accept(sql);
        });
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
                node.name().toString(),
                node.status().name().toLowerCase(Locale.ROOT),
                node.rows(),
                node.duration().toMillis(),
                Fingerprint.of(plan.node(node.name()).node()),
                node.checks().stream()
                        .map(check -> new Ledger.CheckLine(check.check().name(), check.outcome(), check.violations()))
                        .collect(toImmutableList()));
    }
}
