package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.state.RunHistory;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        header = "Runs what the last run did not publish once more, as of the same instant.",
        description = {
            "",
            "A run publishes all or nothing: what passed in a run that failed is built again, too. Does nothing if the last run"
                    + " was published."
        })
final class RetryCommand implements Callable<Integer> {
    /** Runs that could not begin, or only tried, have no results: the last that has is meant. */
    private static final int LOOKED_BACK = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final RunSettings settings = new RunSettings();

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    /** The last run and the names of what it has results for. */
    private record Last(RunHistory.PastRun run, ImmutableSet<String> nodes) {}

    @Override
    public Integer call() {
        var invocation = Invocation.of(spec);
        try (var database = connection.openExisting()) {
            var last = last(database.dataSource());
            if (last == null || last.nodes().isEmpty()) {
                invocation
                        .terminal()
                        .println("Nothing to retry: the last run is published, or there is none that built anything.");
                return 0;
            }
            invocation
                    .terminal()
                    .println("retry %s, as of %s"
                            .formatted(last.run().runId(), last.run().asOf()));
            return retry(invocation.project(), database.dataSource(), last);
        }
    }

    private int retry(Project project, DataSource source, Last last) {
        var asOf = settings.asOf().orElseGet(() -> last.run().asOf().toInstant(ZoneOffset.UTC));
        var nodes = project.nodes().stream()
                .filter(node -> last.nodes().contains(node.name().toString()))
                .collect(toImmutableSet());
        var asked = settings.options(project).withAsOf(asOf);
        var options = asked.withListener(Invocation.of(spec).listener(asked, directory.path()));
        try (var lineage = LineageOutput.of(Invocation.of(spec), project, source, settings.target())) {
            var result = ModelRunner.of(project, source)
                    .with(lineage.listening(options))
                    .run(nodes);
            new RunArtifacts(Invocation.of(spec), directory.path(), settings.target())
                    .write(project, source, options, result);
            return result.succeeded() ? 0 : ErrorKind.DATA.exitCode();
        }
    }

    private @Nullable Last last(DataSource source) {
        try (var session = Session.open(source, settings.target().reader("retry"), SessionSettings.UNLIMITED)) {
            var history = new RunHistory(session.sql());
            return history.runs(settings.target().name(), LOOKED_BACK).stream()
                    .filter(run -> run.nodes() > 0)
                    .limit(1)
                    .filter(run -> !run.status().equals("published"))
                    .map(run -> new Last(run, history.nodes(run.runId())))
                    .findFirst()
                    .orElse(null);
        }
    }
}
