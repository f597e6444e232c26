package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import java.util.function.Function;
import javax.sql.DataSource;
import picocli.CommandLine.Mixin;

/** A command that leaves artifacts. */
abstract class ArtifactCommand extends TargetCommand {
    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    final RunArtifacts artifacts() {
        return new RunArtifacts(invocation(), directory.path());
    }

    /** The options of a run, with its as-of instant, and telling of itself. */
    final RunOptions told(RunOptions options, DataSource source) {
        var dated = options.asOf().isPresent()
                ? options
                : options.withAsOf(invocation().lookingTo(source));
        return dated.withListener(invocation().listener(dated, directory.path()));
    }

    /**
     * Runs nodes of a project, and leaves all artifacts; the exit code.
     *
     * @param options that were {@link #told}
     */
    final int run(Project project, DataSource source, RunOptions options, Function<ModelRunner, RunResult> work) {
        try (var lineage = LineageOutput.of(invocation(), project, source, target())) {
            var runner = ModelRunner.of(project, source).with(invocation().clock());
            var result = work.apply(runner.with(lineage.listening(options)));
            artifacts().write(project, source, options, result);
            return result.succeeded() ? 0 : ErrorKind.DATA.exitCode();
        }
    }
}
