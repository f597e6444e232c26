package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.command.ConnectedCommand;
import io.pulsemetrics.cli.command.ThreadOption;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.models.RawSchema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pulse generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        header = "Makes synthetic data: as five CSV files, or straight into schema raw of the database.",
        description = {
            "",
            "The same users, seed and end date give the same bytes, whatever the number of threads. Without --out, the rows in"
                    + " schema raw are replaced, all or nothing, and no file is written."
        },
        footer = {
            "generate --users 1000                   into the database",
            "generate --users 1000 --out data        into files"
        })
final class GenerateCommand extends ConnectedCommand implements Runnable {
    @Mixin
    private final ScenarioOptions scenario = new ScenarioOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the files here: a new or empty directory, or that of an earlier run.")
    private @Nullable Path out;

    @Override
    public void run() {
        var terminal = invocation().terminal();
        var steps = new Steps(terminal);
        var data = SyntheticData.of(scenario.scenario(invocation().clock())).withThreads(threads.count());
        if (out != null) {
            var directory = out;
            connection().refuseBeside("--out");
            steps.rows("generate into files", progress -> data.writeTo(directory, progress));
            terminal.println("Load them with ./pulse load --from " + directory);
            return;
        }
        try (var warehouse = connection().open()) {
            RawSchema.migrate(warehouse.dataSource());
            steps.rows(
                    "generate and load",
                    progress -> data.loadInto(
                            warehouse.dataSource(), LoadOptions.replacing().withProgress(progress)));
        }
        terminal.println("Build the models over them with " + connection().command("build"));
    }
}
