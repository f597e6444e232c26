package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.warehouse.BuildSchemas;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Published;

/** A build that passed its checks, whose publish had to give up, and that no run has swept away since. */
final class WaitingBuild {
    private final Plan plan;
    private final Ledger.Waiting waiting;
    private final Workspace workspace;
    private final Turn turn;

    private WaitingBuild(Plan plan, Ledger.Waiting waiting, Workspace workspace, Turn turn) {
        this.plan = plan;
        this.waiting = waiting;
        this.workspace = workspace;
        this.turn = turn;
    }

    /**
     * Whether a later publish can find out what this one would have done: what is read in another target, and what options made of a table
     * that is brought up to date, belong to the run.
     */
    static boolean isPossible(Plan plan, RunOptions options) {
        boolean asked = options.fullRefresh() || options.backfill().isPresent();
        return plan.nodes().stream()
                .allMatch(node -> node.elsewhere().isEmpty()
                        && (!asked
                                || (node.increment().isEmpty()
                                        && node.coverage().isEmpty())));
    }

    /** What stood in the way of a publish, with the remedy that there is since the build waits. */
    static PulseException waits(PulseException obstacle) {
        return new PulseException(
                obstacle.problems().stream()
                        .map(problem -> new Problem(
                                problem.code(),
                                problem.where(),
                                problem.message(),
                                problem.remedy() + "; then publish: what was built and checked waits"))
                        .toList(),
                obstacle);
    }

    /**
     * The one of the target.
     *
     * @throws PulseException {@code nothing-to-publish}: there is none, or it is not what the project would build
     */
    static WaitingBuild of(Workspace workspace, Turn turn) {
        var target = workspace.options().target().name();
        var ledger = new Ledger(turn.session().sql());
        ledger.create();
        var waiting = ledger.waiting(target)
                .orElseThrow(() -> nothing("target " + target, "no audited build waits to be published"));
        var nodes = nodes(workspace.project(), waiting);
        var plan = new Planning(workspace).again(turn.session(), nodes, waiting.asOf());
        var build = new WaitingBuild(plan, waiting, workspace, turn);
        build.verify();
        return build;
    }

    private static ImmutableSet<Node> nodes(Project project, Ledger.Waiting waiting) {
        var known = project.nodes().stream().map(node -> node.name().toString()).collect(toImmutableSet());
        for (var relation : waiting.relations()) {
            if (!known.contains(relation)) {
                throw nothing(relation, "it was built, but is not in the project any more");
            }
        }
        return project.nodes().stream()
                .filter(node -> waiting.relations().contains(node.name().toString()))
                .collect(toImmutableSet());
    }

    private void verify() {
        var nodes = plan.nodes().stream().filter(PlannedNode::isPublished).toList();
        var builds = nodes.stream().map(node -> node.build().schema()).collect(toImmutableSet());
        var there = new Catalog(turn.session()).snapshot(builds, ImmutableSet.of());
        for (var node : nodes) {
            if (!isThere(node, there)) {
                throw nothing(
                        node.name().toString(),
                        "its build is not there any more, or is not a %s as it is in the project now"
                                .formatted(node.kind()));
            }
        }
    }

    /** What stays in place was built as a preview, and the delta that it shows. */
    private static boolean isThere(PlannedNode node, CatalogSnapshot there) {
        var kind = there.find(node.build()).map(relation -> relation.kind());
        return kind.filter(node.kind()::equals).isPresent()
                || (kind.filter(RelationKind.VIEW::equals).isPresent()
                        && node.increment()
                                .flatMap(increment -> there.find(increment.delta()))
                                .isPresent());
    }

    private static PulseException nothing(String where, String message) {
        return PulseException.of(ErrorCode.NOTHING_TO_PUBLISH, where, message, "Run the models");
    }

    /** Publishes it, notes that in the ledger and clears away. */
    Published publish() {
        var published = new Publication(
                        workspace.publisher(turn.lock()), plan, waiting.runId(), plan.nodes(), ImmutableSet.of())
                .publish(sql -> Ledger.publishingLater(
                        waiting.runId(),
                        plan.nodes().stream().map(PlannedNode::name).toList()));
        new BuildSchemas(turn.lock(), plan.schemas()).remove();
        return published;
    }
}
