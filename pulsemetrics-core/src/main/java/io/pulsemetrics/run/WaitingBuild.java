package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Publisher;

/** A build that passed its checks, whose publish had to give up, and that no run has swept away since. */
final class WaitingBuild {
    private final Plan plan;
    private final Ledger.Waiting waiting;
    private final HeldLock lock;

    private WaitingBuild(Plan plan, Ledger.Waiting waiting, HeldLock lock) {
        this.plan = plan;
        this.waiting = waiting;
        this.lock = lock;
    }

    /**
     * The one of a target.
     *
     * @param plan of the whole project
     * @throws PulseException {@code nothing-to-publish}: there is none, or it is not what the project would build
     */
    static WaitingBuild of(Plan plan, String target, HeldLock lock) {
        var ledger = new Ledger(lock.session().sql());
        ledger.create();
        var waiting = ledger.waiting(target)
                .orElseThrow(() -> nothing("target " + target, "no audited build waits to be published"));
        var build = new WaitingBuild(plan, waiting, lock);
        build.verify();
        return build;
    }

    private void verify() {
        var known = nodes().stream().map(node -> node.name().toString()).collect(toImmutableSet());
        for (var relation : waiting.relations()) {
            if (!known.contains(relation)) {
                throw nothing(relation, "it was built, but is not in the project any more");
            }
        }
        var nodes = nodes().stream().filter(PlannedNode::isPublished).toList();
        var builds = nodes.stream().map(PlannedNode::build).collect(toImmutableSet());
        var there = new Catalog(lock.session())
                .snapshot(builds.stream().map(build -> build.schema()).collect(toImmutableSet()), ImmutableSet.of());
        for (var node : nodes) {
            var kind = there.find(node.build()).map(relation -> relation.kind());
            if (kind.isEmpty() || kind.get() != node.kind()) {
                throw nothing(
                        node.name().toString(),
                        "its build is not there any more, or is not a %s as it is in the project now"
                                .formatted(node.kind()));
            }
        }
    }

    private static PulseException nothing(String where, String message) {
        return PulseException.of(ErrorCode.NOTHING_TO_PUBLISH, where, message, "Run the models");
    }

    /** Publishes it, and notes that in the ledger. */
    Published publish(Publisher publisher) {
        return new Publication(publisher, plan, waiting.runId(), nodes(), ImmutableSet.of())
                .publish(sql -> Ledger.publishingLater(
                        waiting.runId(), nodes().stream().map(PlannedNode::name).toList()));
    }

    private ImmutableList<PlannedNode> nodes() {
        return plan.nodes().stream()
                .filter(node -> waiting.relations().contains(node.name().toString()))
                .collect(ImmutableList.toImmutableList());
    }
}
