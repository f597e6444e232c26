package io.pulsemetrics.cli.command;

import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceResult;
import io.pulsemetrics.warehouse.Published;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells of a run in JSON, one object a line: {@code {"time":..,"event":"node_finished","node":..}}. */
final class JsonLines implements RunListener {
    private final PrintWriter out;
    private final Clock clock;

    JsonLines(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        print("run_started", Map.of("run_id", runId, "nodes", plan.nodes().size()));
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
        print("node_started", Map.of("node", node.name()));
    }

    @Override
    public void nodeRetried(PlannedNode node, int retry, String reason) {
        print("node_retried", Map.of("node", node.name(), "retry", retry, "reason", reason));
    }

    @Override
    public void nodeFinished(NodeResult result) {
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
    public void publishFinished(Published published) {
        print("publish_finished", Map.of("locked_seconds", published.locked().toMillis() / 1000.0));
    }

    @Override
    public void runFinished(RunResult result) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run_id", result.runId());
        fields.put("succeeded", result.succeeded());
        fields.put("seconds", result.duration().toMillis() / 1000.0);
        print("run_finished", fields);
    }

    private void print(String event, Map<String, ?> fields) {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", clock.instant());
        line.put("event", event);
        line.putAll(fields);
        out.println(Json.write(line));
        out.flush();
    }
}
