package io.pulsemetrics.run;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.Task;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of all nodes while the run goes on; tells listeners and {@link Departures} of those that are finished. Guarded by the
 * {@link Scheduler}.
 */
final class RunProgress {
    private final Departures departures;
    private final FinishedNodes finishedNodes;
    private final Map<RelationName, Progress> nodes = new LinkedHashMap<>();

    RunProgress(Plan plan, List<RunListener> listeners, Departures departures) {
        this.departures = departures;
        this.finishedNodes = new FinishedNodes(plan, listeners);
        plan.nodes().forEach(node -> nodes.put(node.name(), new Progress(node)));
    }

    /**
     * A task was done.
     *
     * @return whether what it found is fine
     */
    boolean done(Task task, Worker.Outcome outcome, Duration spent) {
        var node = of(task.node());
        node.spent(spent);
        return switch (outcome) {
            case Worker.Outcome.Batched ignored -> true;
            case Worker.Outcome.Built built -> {
                node.built(built.rows());
                yield true;
            }
            case Worker.Outcome.Answered answered -> {
                answered.rows().ifPresent(node::counted);
                node.answered(answered.audit(), answered.results());
                yield answered.results().stream().noneMatch(CheckResult::failed);
            }
        };
    }

    /** A task could not be done. */
    void failed(Task task, String message, Duration spent) {
        of(task.node()).failed(message);
        of(task.node()).spent(spent);
    }

    /** Nothing is to be expected of these tasks any more. */
    void settled(List<OpenTasks.Settled> tasks) {
        for (var settled : tasks) {
            var name = settled.task().node();
            settled.because().filter(because -> !because.equals(name)).ifPresent(of(name)::skipped);
            close(settled.task());
        }
        finishedNodes.tellSkipped();
    }

    private void close(Task task) {
        departures.end(task);
        var node = of(task.node());
        if (node.close()) {
            node.tell(finishedNodes);
            departures.finished(task.node());
        }
    }

    /** What has become of a node so far. */
    NodeResult result(RelationName name) {
        return of(name).result();
    }

    /** What has become of each node, in the order of the plan. */
    ImmutableMap<RelationName, NodeResult> results() {
        var results = ImmutableMap.<RelationName, NodeResult>builder();
        nodes.forEach((name, node) -> results.put(name, node.result()));
        return results.buildOrThrow();
    }

    private Progress of(RelationName name) {
        var found = nodes.get(name);
        if (found == null) {
            throw new IllegalStateException("not in the plan: " + name);
        }
        return found;
    }
}
