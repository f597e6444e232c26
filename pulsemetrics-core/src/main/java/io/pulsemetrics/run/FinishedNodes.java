package io.pulsemetrics.run;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells listeners which nodes are finished: what is skipped after what failed, and parents before children among what is skipped for
 * one reason. A node whose first audit failed is finished only when its others are answered; what waits for it is given up at once.
 * Guarded by the {@link Scheduler}.
 */
final class FinishedNodes {
    private final Plan plan;
    private final List<RunListener> listeners;
    private final Set<RelationName> open = new HashSet<>();
    private final Map<RelationName, Skipped> untold = new HashMap<>();

    /** What is still to be told of. */
    private record Skipped(NodeResult result, RelationName because) {}

    FinishedNodes(Plan plan, List<RunListener> listeners) {
        this.plan = plan;
        this.listeners = listeners;
        plan.nodes().forEach(node -> open.add(node.name()));
    }

    void finished(NodeResult result) {
        open.remove(result.name());
        listeners.forEach(listener -> listener.nodeFinished(result));
    }

    /** @param because what failed, which need not be part of the plan */
    void skipped(NodeResult result, RelationName because) {
        untold.put(result.name(), new Skipped(result, because));
    }

    /** Tells of what was skipped, as far as what failed has been told of. */
    void tellSkipped() {
        var due = ImmutableMap.copyOf(Maps.filterValues(untold, skipped -> !open.contains(skipped.because())));
        if (!due.isEmpty()) {
            untold.keySet().removeAll(due.keySet());
            plan.nodes().stream()
                    .flatMap(node -> Stream.ofNullable(due.get(node.name())))
                    .forEach(skipped -> finished(skipped.result()));
        }
    }
}
