package io.pulsemetrics.artifact;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.SourceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of a run in dbt's run-results schema, version 6: one for each node, then one for each of its checks. */
final class RunResults {
    private final Project project;
    private final ArtifactContext context;
    private final UniqueIds ids;
    private final boolean built;

    /** @param built whether nodes were built, or checks of what is published were asked */
    RunResults(Project project, ArtifactContext context, boolean built) {
        this.project = project;
        this.context = context;
        this.ids = new UniqueIds(context.projectName());
        this.built = built;
    }

    Map<String, @Nullable Object> json(Collection<NodeResult> nodes, Duration elapsed) {
        return json(nodes, List.of(), elapsed);
    }

    /** @param sources what was found of sources before the nodes were built */
    Map<String, @Nullable Object> json(
            Collection<NodeResult> nodes, Collection<SourceResult> sources, Duration elapsed) {
        List<Object> results = new ArrayList<>();
        sources.forEach(source -> checks(source.name(), source.checks(), results));
        for (var result : nodes) {
            if (project.source(result.name()).isPresent()) {
                checks(result.name(), result.checks(), results);
            }
            project.find(result.name().name())
                    .ifPresent(
                            node -> { // a check may be asked of another target's relation
                                if (built) {
                                    results.add(node(node, result));
                                }
                                node.checks().forEach(check -> check(result, check, results));
                            });
        }
        var artifact = new LinkedHashMap<String, @Nullable Object>();
        artifact.put("metadata", context.metadata("run-results/v6"));
        artifact.put("results", results);
        artifact.put("elapsed_time", seconds(elapsed));
        artifact.put("args", Map.of());
        return artifact;
    }

    private Map<String, @Nullable Object> node(Node node, NodeResult result) {
        var status = switch (result.status()) {
            case PUBLISHED, UNCHANGED, PASSED, CHECK_FAILED -> "success";
            case ERROR -> "error";
            case SKIPPED -> "skipped";
        };
        var message = result.status() == NodeStatus.PASSED
                ? "built and audited, and not published since something else failed"
                : result.message().orElse(null);
        var fields = result(ids.of(node), status, result.duration(), message, null);
        fields.put("adapter_response", Map.of("rows_affected", result.rows()));
        fields.put("compiled", !result.sql().isEmpty());
        fields.put("compiled_code", result.sql().isEmpty() ? null : result.sql());
        fields.put("relation_name", node.name().toName().toString());
        return fields;
    }

    private void checks(RelationName source, List<CheckResult> answers, List<Object> results) {
        answers.forEach(answer ->
                results.add(check(ids.checkOfSource(source, answer.check().name()), answer)));
    }

    private void check(NodeResult result, Check check, List<Object> results) {
        var answer = result.checks().stream()
                .filter(asked -> asked.check().name().equals(check.name()))
                .findFirst();
        var id = ids.check(result.name(), check.name());
        if (answer.isPresent()) {
            results.add(check(id, answer.get()));
        } else if (built) {
            results.add(result(id, "skipped", Duration.ZERO, "its relation was not built", null));
        }
    }

    private static Map<String, @Nullable Object> check(String id, CheckResult answer) {
        var message = answer.passed() ? null : answer.toString();
        var fields = result(id, answer.outcome().word(), Duration.ZERO, message, answer.violations());
        fields.put("compiled", !answer.sql().isEmpty());
        fields.put("compiled_code", answer.sql().isEmpty() ? null : answer.sql());
        return fields;
    }

    private static Map<String, @Nullable Object> result(
            String id, String status, Duration duration, @Nullable String message, @Nullable Long failures) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("status", status);
        fields.put("timing", List.of());
        fields.put("thread_id", "main");
        fields.put("execution_time", seconds(duration));
        fields.put("adapter_response", Map.of());
        fields.put("message", message);
        fields.put("failures", failures);
        fields.put("unique_id", id);
        fields.put("compiled", false);
        fields.put("compiled_code", null);
        fields.put("relation_name", null);
        return fields;
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
