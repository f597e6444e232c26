package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Batches;
import io.pulsemetrics.plan.PlannedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one node while the run goes on. Guarded by the {@link Scheduler}. */
final class Progress {
    private final PlannedNode node;
    private final Map<Integer, ImmutableList<CheckResult>> answers = new HashMap<>();
    private int open;
    private long rows;
    private Duration duration = Duration.ZERO;
    private @Nullable String error;
    private @Nullable RelationName skippedFor;

    Progress(PlannedNode node) {
        this.node = node;
        this.open =
                1 + node.batches().map(Batches::size).orElse(0) + node.audits().size();
    }

    void built(long builtRows) {
        rows = builtRows;
    }

    void counted(long counted) {
        rows = counted;
    }

    void answered(int audit, ImmutableList<CheckResult> results) {
        answers.put(audit, results);
    }

    void failed(String message) {
        if (error == null) {
            error = message;
        }
    }

    void skipped(RelationName because) {
        if (skippedFor == null) {
            skippedFor = because;
        }
    }

    void spent(Duration time) {
        duration = duration.plus(time);
    }

    /** One of the node's tasks is done, or never will be; true when it was the last. */
    boolean close() {
        open--;
        return open == 0;
    }

    NodeStatus status() {
        if (error != null) {
            return NodeStatus.ERROR;
        }
        if (results().stream().anyMatch(CheckResult::failed)) {
            return NodeStatus.CHECK_FAILED;
        }
        return skippedFor != null ? NodeStatus.SKIPPED : NodeStatus.PASSED;
    }

    NodeResult result() {
        return new NodeResult(node.name(), node.kind(), status(), rows, duration, node.select(), results(), message());
    }

    /** Tells of the node, all of whose tasks are done. */
    void tell(FinishedNodes finished) {
        var result = result();
        if (skippedFor != null && result.status() == NodeStatus.SKIPPED) {
            finished.skipped(result, skippedFor);
        } else {
            finished.finished(result);
        }
    }

    private Optional<String> message() {
        return switch (status()) {
            case ERROR -> Optional.ofNullable(error);
            case SKIPPED -> Optional.of("skipped, since %s failed".formatted(skippedFor));
            case CHECK_FAILED -> {
                var failed = results().stream().filter(CheckResult::failed).count();
                yield Optional.of(failed == 1 ? "1 check failed" : failed + " checks failed");
            }
            case PASSED, PUBLISHED, UNCHANGED -> Optional.empty();
        };
    }

    /** In the order of the node's checks. */
    private ImmutableList<CheckResult> results() {
        List<CheckResult> all = new ArrayList<>();
        for (var check : node.node().checks()) {
            answers.values().stream()
                    .flatMap(List::stream)
                    .filter(result -> result.check().name().equals(check.name()))
                    .forEach(all::add);
        }
        return ImmutableList.copyOf(all);
    }
}
