package io.pulsemetrics.cli.command;

import static io.pulsemetrics.cli.TextTable.Column.left;
import static io.pulsemetrics.cli.TextTable.Column.right;

import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.TextTable;
import io.pulsemetrics.state.RunHistory;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse history}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        header = "Lists the runs of a target, the latest first.",
        footer = {"history --limit 3", "history --log-format json               an object a line"})
final class HistoryCommand extends TargetCommand implements Runnable {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many at most; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public void run() {
        invocation().refuseIf(limit < 1, "--limit is at least 1, not " + limit);
        try (var database = connection().openExisting();
                var session = Session.open(database.dataSource(), reader("history"), SessionSettings.UNLIMITED)) {
            print(new RunHistory(session.sql()).runs(target().name(), limit));
        }
    }

    private void print(List<RunHistory.PastRun> runs) {
        if (invocation().tellsJson()) {
            runs.forEach(run -> invocation().out().println(json(run)));
            invocation().out().flush();
            return;
        }
        var table = new TextTable(
                invocation().out(),
                List.of(
                        left("run"),
                        left("started (UTC)"),
                        right("time"),
                        left("as of"),
                        left("status"),
                        right("relations")));
        runs.forEach(run -> table.row(
                run.runId(),
                run.started().truncatedTo(ChronoUnit.SECONDS).toString(),
                run.ended()
                        .map(end -> Show.time(Duration.between(run.started(), end)))
                        .orElse(""),
                run.asOf().toString(),
                run.status(),
                Long.toString(run.nodes())));
        table.end();
    }

    private static String json(RunHistory.PastRun run) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run_id", run.runId());
        fields.put("started", run.started());
        fields.put("ended", run.ended().map(Object::toString).orElse(""));
        fields.put("as_of", run.asOf());
        fields.put("status", run.status());
        fields.put("relations", run.nodes());
        return Json.write(fields);
    }
}
