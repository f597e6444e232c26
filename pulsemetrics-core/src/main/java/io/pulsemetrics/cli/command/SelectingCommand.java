package io.pulsemetrics.cli.command;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selection;
import io.pulsemetrics.select.Selector;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands that select nodes of a target have in common. */
abstract class SelectingCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    /** What the options say, but for the as-of instant and who is told. */
    abstract RunOptions asked(Project project);

    /** The as-of instant that was given. */
    abstract Optional<Instant> asOf();

    abstract TargetOption target();

    Invocation invocation() {
        return Invocation.of(spec);
    }

    ConnectionOptions connection() {
        return connection;
    }

    Selector selector() {
        return selection.selector();
    }

    /** A runner of the project as the options say. */
    ModelRunner runner(Project project, DataSource source) {
        return ModelRunner.of(project, source).with(invocation().clock()).with(options(project, source));
    }

    RunOptions options(Project project, DataSource source) {
        var options =
                asked(project).withAsOf(asOf().orElseGet(() -> invocation().lookingTo(source)));
        return options.withListener(invocation().listener(options, directory.path()));
    }

    RunArtifacts artifacts() {
        return new RunArtifacts(invocation(), directory.path(), target());
    }

    /** What is selected, compared with the ledger of the target. */
    Selection selected(ModelRunner runner) {
        return selector()
                .resolve(selection.comparing(
                        runner.selectionContext().withSelectors(invocation().selectors())));
    }
}
