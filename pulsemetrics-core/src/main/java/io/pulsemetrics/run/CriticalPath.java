package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The chain of nodes, each read by the next, whose building and auditing took longest together: no number of threads makes a run shorter.
 *
 * @param nodes from the first to the last
 * @param duration of all of them
 */
public record CriticalPath(ImmutableList<NodeResult> nodes, Duration duration) {

    /** That of a run; empty if it has no nodes. */
    public static CriticalPath of(Plan plan, Map<RelationName, NodeResult> results) {
        var paths = new LinkedHashMap<RelationName, CriticalPath>();
        for (var node : plan.nodes()) {
            var result = Optional.ofNullable(results.get(node.name()));
            var before = node.parents().stream()
                    .flatMap(parent -> Optional.ofNullable(paths.get(parent)).stream())
                    .reduce(CriticalPath::longer)
                    .orElse(new CriticalPath(ImmutableList.of(), Duration.ZERO));
            paths.put(node.name(), result.map(before::with).orElse(before));
        }
        return paths.values().stream()
                .reduce(CriticalPath::longer)
                .orElse(new CriticalPath(ImmutableList.of(), Duration.ZERO));
    }

    private CriticalPath longer(CriticalPath other) {
        return other.duration.compareTo(duration) > 0 ? other : this;
    }

    private CriticalPath with(NodeResult next) {
        return new CriticalPath(
                ImmutableList.<NodeResult>builder().addAll(nodes).add(next).build(), duration.plus(next.duration()));
    }
}
