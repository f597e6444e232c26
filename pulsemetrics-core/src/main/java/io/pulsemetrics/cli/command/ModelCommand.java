package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selection;
import io.pulsemetrics.select.Selector;
import java.util.function.Predicate;
import javax.sql.DataSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands that select and run nodes have in common. */
abstract class ModelCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    @Mixin
    private final RunSettings settings = new RunSettings();

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    Invocation invocation() {
        return Invocation.of(spec);
    }

    ConnectionOptions connection() {
        return connection;
    }

    Selector selector() {
        return selection.selector();
    }

    RunSettings settings() {
        return settings;
    }

    /** A runner of the project as the options say. */
    ModelRunner runner(Project project, DataSource source) {
        return ModelRunner.of(project, source).with(invocation().clock()).with(options(project, source));
    }

    private RunOptions options(Project project, DataSource source) {
        return settings.options(project)
                .withAsOf(settings.asOf().orElseGet(() -> invocation().lookingTo(source)))
                .withListener(invocation().listener(connection.command(spec.name())));
    }

    RunArtifacts artifacts() {
        return new RunArtifacts(invocation(), directory.path(), settings.target());
    }

    /** What is selected, compared with the ledger of the target. */
    Selection selected(ModelRunner runner) {
        return selector()
                .resolve(selection.comparing(
                        runner.selectionContext().withSelectors(invocation().selectors())));
    }

    /** Runs those of the selected nodes; the exit code. */
    int run(Predicate<Node> kind, String what) {
        try (var database = connection.openExisting()) {
            var project = invocation().project();
            var source = database.dataSource();
            var options = options(project, source);
            var runner =
                    ModelRunner.of(project, source).with(invocation().clock()).with(options);
            var nodes = selected(runner).nodes().stream().filter(kind).collect(toImmutableSet());
            if (nodes.isEmpty() && selector().compares()) {
                invocation().terminal().println("Nothing to do: '%s' selects nothing now.".formatted(selector()));
                return 0;
            }
            tell(nodes.size(), what, options);
            try (var lineage = LineageOutput.of(invocation(), project, source, settings.target())) {
                var result = runner.with(lineage.listening(options)).run(nodes);
                artifacts().write(project, source, options, result);
                return result.succeeded() ? 0 : ErrorKind.DATA.exitCode();
            }
        }
    }

    private void tell(int nodes, String what, RunOptions options) {
        if (nodes > 0) {
            invocation()
                    .terminal()
                    .println("build and audit %s as of %s"
                            .formatted(
                                    nodes == 1 ? "1 " + what : nodes + " " + what + "s",
                                    options.asOf().orElseThrow()));
        }
    }
}
