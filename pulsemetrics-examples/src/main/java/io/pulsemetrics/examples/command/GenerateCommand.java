package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.command.Invocation;
import io.pulsemetrics.cli.command.ThreadOption;
import io.pulsemetrics.generator.SyntheticData;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pulse generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        header = "Writes synthetic data as five CSV files.",
        description = {"", "The same users, seed and end date give the same bytes, whatever the number of threads."})
final class GenerateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ScenarioOptions scenario = new ScenarioOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "A new or empty directory, or that of an earlier run.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Override
    public void run() {
        var terminal = Invocation.of(spec).terminal();
        var data =
                SyntheticData.of(scenario.scenario(Invocation.of(spec).clock())).withThreads(threads.count());
        new Steps(terminal).rows("generate into files", progress -> data.writeTo(out, progress));
        terminal.println("Load them with ./pulse load --from " + out);
    }
}
