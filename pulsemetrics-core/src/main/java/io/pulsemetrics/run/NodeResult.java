package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.RelationKind;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one node.
 *
 * @param name its published name
 * @param kind table or view
 * @param status what became of it
 * @param rows how many rows it has; 0 if it was not built
 * @param duration how long building and auditing took together, without waiting
 * @param sql the query it was built with; empty for a seed
 * @param checks the answers, in the order of the checks; those that were not asked are missing
 * @param message why it failed or was skipped
 */
public record NodeResult(
        RelationName name,
        RelationKind kind,
        NodeStatus status,
        long rows,
        Duration duration,
        String sql,
        ImmutableList<CheckResult> checks,
        Optional<String> message) {

    /** The same node, published. */
    NodeResult published() {
        return new NodeResult(name, kind, NodeStatus.PUBLISHED, rows, duration, sql, checks, message);
    }

    /** The same node, before it was published. */
    NodeResult passed() {
        return new NodeResult(name, kind, NodeStatus.PASSED, rows, duration, sql, checks, message);
    }

    /** The same node, which passed, but reads something that failed later. */
    NodeResult skippedFor(RelationName failed) {
        return new NodeResult(
                name,
                kind,
                NodeStatus.SKIPPED,
                rows,
                duration,
                sql,
                checks,
                Optional.of("skipped, since %s failed".formatted(failed)));
    }

    /** The same node, which could not be published. */
    NodeResult notPublished(String why) {
        return new NodeResult(name, kind, status, rows, duration, sql, checks, Optional.of(why));
    }

    /** The checks that found violations, warnings among them. */
    public ImmutableList<CheckResult> violated() {
        return checks.stream().filter(check -> !check.passed()).collect(ImmutableList.toImmutableList());
    }
}
