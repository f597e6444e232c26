package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.state.RunHistory;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pulse retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        header = "Runs what the last run did not publish once more, as of the same instant.",
        description = {
            "",
            "A run publishes all or nothing: what passed in a run that failed is built again, too. Does nothing if the last run"
                    + " was published."
        },
        footer = {"retry                                   what the last run did not publish", "retry --threads 1"})
final class RetryCommand extends ArtifactCommand implements Callable<Integer> {
    /** Runs that could not begin, or only tried, have no results: the last that has is meant. */
    private static final int LOOKED_BACK = 100;

    @Mixin
    private final QueryOptions query = new QueryOptions();

    @Mixin
    private final RunningOptions running = new RunningOptions();

    /** The last run and the names of what it has results for. */
    private record Last(RunHistory.PastRun run, ImmutableSet<String> nodes) {}

    @Override
    public Integer call() {
        var project = invocation().project();
        var options = running.applyTo(query.options(invocation(), connection(), project), invocation());
        try (var database = connection().openExisting()) {
            var last = last(database.dataSource());
            if (last == null || last.nodes().isEmpty()) {
                invocation()
                        .terminal()
                        .println("Nothing to retry: the last run is published, or there is none that built anything.");
                return 0;
            }
            var asOf = last.run().asOf();
            invocation()
                    .terminal()
                    .println("retry %s, as of %s".formatted(last.run().runId(), asOf));
            var dated = options.asOf().isPresent() ? options : options.withAsOf(asOf.toInstant(ZoneOffset.UTC));
            var nodes = project.nodes().stream()
                    .filter(node -> last.nodes().contains(node.name().toString()))
                    .collect(toImmutableSet());
            var source = database.dataSource();
            return run(project, source, told(dated, source), runner -> runner.run(nodes));
        }
    }

    private @Nullable Last last(DataSource source) {
        try (var session = Session.open(source, reader("retry"), SessionSettings.UNLIMITED)) {
            var history = new RunHistory(session.sql());
            return history.runs(target().name(), LOOKED_BACK).stream()
                    .filter(run -> run.nodes() > 0)
                    .limit(1)
                    .filter(run -> !run.status().equals("published"))
                    .map(run -> new Last(run, history.nodes(run.runId())))
                    .findFirst()
                    .orElse(null);
        }
    }
}
