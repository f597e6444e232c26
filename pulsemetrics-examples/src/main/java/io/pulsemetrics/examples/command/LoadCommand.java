package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.command.ConnectedCommand;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.load.Loader;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.models.RawSchema;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse load}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        header = "Loads the five CSV files of a directory into schema raw, all or nothing.",
        description = {
            "",
            "Schema raw is made where it is missing. A file that does not fit is refused with file, line, column and value, and"
                    + " the tables stay as they were."
        },
        footer = {"load --from data                        in place of what is there", "load --from data --append"})
final class LoadCommand extends ConnectedCommand implements Runnable {
    @Option(names = "--from", paramLabel = "DIR", required = true, description = "The directory with the files.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path from;

    @Option(names = "--append", description = "Keep the rows that are there; without it they are replaced.")
    private boolean append;

    @Override
    public void run() {
        var terminal = invocation().terminal();
        var steps = new Steps(terminal);
        try (var warehouse = connection().open()) {
            RawSchema.migrate(warehouse.dataSource());
            var options = append ? LoadOptions.appending() : LoadOptions.replacing();
            steps.rows(
                    append ? "append from files" : "load from files",
                    progress -> new Loader(warehouse.dataSource(), options.withProgress(progress))
                            .load(CsvDirectory.at(from)));
        }
        terminal.println("Build the models over them with " + connection().command("build"));
    }
}
