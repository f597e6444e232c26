package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.ConsoleListener;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * Builds the models of the application.
 *
 * @param terminal where it is told
 * @param command what builds everything again
 * @param threads how many connections build at once
 */
record Building(Terminal terminal, String command, int threads) {

    /** Runs what is selected; returns the exit code: 0, or 1 if a model or a check failed. */
    int run(DataSource dataSource, Instant asOf, Selector selector) {
        var project = Project.of(SaasModels.all());
        var options = RunOptions.defaults()
                .withAsOf(asOf)
                .withThreads(threads)
                .withListener(new ConsoleListener(terminal, command));
        int chosen = selector.in(project).size();
        terminal.println("build and audit %s as of %s".formatted(chosen == 1 ? "1 model" : chosen + " models", asOf));
        var result = ModelRunner.of(project, dataSource).with(options).run(selector);
        return result.succeeded() ? 0 : ErrorKind.DATA.exitCode();
    }
}
