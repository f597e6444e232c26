package io.pulsemetrics.run;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Task;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks checks of what is published; nothing is built and nothing is written. */
final class PublishedAudit {
    private final Worker worker;
    private final Consumer<NodeResult> listener;

    /** @param listener is told of each node when its checks were asked */
    PublishedAudit(Worker worker, Consumer<NodeResult> listener) {
        this.worker = worker;
        this.listener = listener;
    }

    ImmutableList<NodeResult> audit(Collection<PlannedNode> nodes) {
        return nodes.stream().map(this::audit).collect(ImmutableList.toImmutableList());
    }

    private NodeResult audit(PlannedNode node) {
        var stopwatch = Stopwatch.createStarted();
        var answers = ImmutableList.<CheckResult>builder();
        long rows = 0;
        Optional<String> error = Optional.empty();
        for (int i = 0; i < node.audits().size() && error.isEmpty(); i++) {
            try {
                if (worker.perform(node, new Task.Ask(node.name(), i)) instanceof Worker.Outcome.Answered answered) {
                    answers.addAll(answered.results());
                    rows = Math.max(rows, answered.rows().orElse(0));
                }
            } catch (PulseException e) {
                error = Optional.of(e.getMessage());
            }
        }
        var result = result(node, rows, stopwatch, answers.build(), error);
        listener.accept(result);
        return result;
    }

    private static NodeResult result(
            PlannedNode node,
            long rows,
            Stopwatch stopwatch,
            ImmutableList<CheckResult> answers,
            Optional<String> error) {
        boolean failed = answers.stream().anyMatch(CheckResult::failed);
        var status = error.isPresent() ? NodeStatus.ERROR : failed ? NodeStatus.CHECK_FAILED : NodeStatus.PASSED;
        return new NodeResult(node.name(), node.kind(), status, rows, stopwatch.elapsed(), "", answers, error);
    }
}
