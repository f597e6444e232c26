package io.pulsemetrics.cli.command;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.CriticalPath;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceResult;
import io.pulsemetrics.warehouse.Published;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells of a run in JSON, one object a line: {@code {"time":..,"event":"node_finished","node":..}}. */
final class JsonLines implements RunListener {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final PrintWriter out;
    private final Clock clock;
    private final RunOptions options;
    private final Set<RelationName> running = new LinkedHashSet<>();
    private int finished;
    private Instant told = Instant.EPOCH;
    private @Nullable Plan plan;

    /** @param options of the run */
    JsonLines(PrintWriter out, Clock clock, RunOptions options) {
        this.out = out;
        this.clock = clock;
        this.options = options;
    }

    @Override
    public void runStarted(String runId, Plan planned) {
        plan = planned;
        running.clear();
        finished = 0;
        told = clock.instant();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run_id", runId);
        fields.put("target", options.target().name());
        fields.put("threads", options.threads());
        fields.put("as_of", planned.parameters().get(Parameter.AS_OF));
        fields.put("nodes", planned.nodes().size());
        print("run_started", fields);
    }

    @Override
    public void stillRunning() {
        if (Duration.between(told, clock.instant()).compareTo(SILENCE) >= 0) {
            print("still_running", Map.of("finished", finished, "running", ImmutableList.copyOf(running)));
        }
    }

    @Override
    public void sourceInspected(SourceResult result) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("source", result.name());
        fields.put("status", result.failed() ? "fail" : "pass");
        result.freshness().ifPresent(found -> fields.put("freshness", found.message()));
        result.error().ifPresent(error -> fields.put("message", error));
        fields.put("checks", result.checks().stream().map(JsonLines::check).toList());
        print("source_inspected", fields);
    }

    @Override
    public void nodeStarted(PlannedNode node) {
        running.add(node.name());
        print("node_started", Map.of("node", node.name()));
    }

    @Override
    public void nodeRetried(PlannedNode node, int retry, String reason) {
        print("node_retried", Map.of("node", node.name(), "retry", retry, "reason", reason));
    }

    @Override
    public void nodeFinished(NodeResult result) {
        running.remove(result.name());
        finished++;
        print("node_finished", result(result));
    }

    static Map<String, Object> result(NodeResult result) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("node", result.name());
        fields.put("kind", result.kind());
        fields.put("status", Root.word(result.status()));
        fields.put("rows", result.rows());
        fields.put("seconds", result.duration().toMillis() / 1000.0);
        result.message().ifPresent(message -> fields.put("message", message));
        fields.put("checks", result.checks().stream().map(JsonLines::check).toList());
        return fields;
    }

    private static Map<String, Object> check(CheckResult check) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", check.check().name());
        fields.put("type", check.check().type());
        fields.put("status", check.outcome().word());
        fields.put("violations", check.violations());
        fields.put("sample", check.sample());
        return fields;
    }

    @Override
    public void publishStarted() {
        print("publish_started", Map.of());
    }

    @Override
    public void nodePublished(NodeResult result) {
        print("node_published", Map.of("node", result.name()));
    }

    @Override
    public void publishFinished(Published published) {
        print("publish_finished", Map.of("locked_seconds", published.locked().toMillis() / 1000.0));
    }

    @Override
    public void runFinished(RunResult result) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run_id", result.runId());
        fields.put("succeeded", result.succeeded());
        result.nodes().values().stream()
                .collect(groupingBy(NodeResult::status, TreeMap::new, counting()))
                .forEach((status, count) -> fields.put(Root.word(status), count));
        fields.put("seconds", result.duration().toMillis() / 1000.0);
        var path = CriticalPath.of(requireNonNull(plan, "the run has begun"), result.nodes());
        fields.put("critical_path", path.nodes().stream().map(NodeResult::name).toList());
        fields.put("critical_path_seconds", path.duration().toMillis() / 1000.0);
        print("run_finished", fields);
    }

    private void print(String event, Map<String, ?> fields) {
        told = clock.instant();
        var line = new LinkedHashMap<String, Object>();
        line.put("time", told);
        line.put("event", event);
        line.putAll(fields);
        out.println(Json.write(line));
        out.flush();
    }
}
