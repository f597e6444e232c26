package io.pulsemetrics.examples.command;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.models.RawSchema;
import io.pulsemetrics.select.Selector;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "The whole way: makes data, loads it, builds, audits and publishes every model, shows the figures.",
        description = {
            "",
            "Replaces the rows in schema raw. The models look as far as the end of --end-date. The database is kept, so that"
                    + " ./pulse sql and ./pulse build work on it afterwards; a second demo does all of it again."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ScenarioOptions scenarioOptions = new ScenarioOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Override
    public Integer call() {
        var stopwatch = Stopwatch.createStarted();
        var terminal = PulseCommand.terminal(spec);
        var scenario = scenarioOptions.scenario(PulseCommand.surroundings(spec).clock());
        terminal.println("%s users, seed %d, %s to %s"
                .formatted(Show.number(scenario.users()), scenario.seed(), scenario.startDate(), scenario.endDate()));
        var steps = new Steps(terminal);
        var data = SyntheticData.of(scenario).withThreads(threads.count());
        try (var warehouse = steps.step("open the database", connection::open, Warehouse::toString)) {
            int code = run(warehouse, data, steps, terminal);
            if (code == 0) {
                terminal.println("done in " + Show.time(stopwatch.elapsed()));
                new DemoFigures(
                                warehouse.dataSource(),
                                terminal,
                                spec.commandLine().getOut())
                        .print();
                new WhereToLookNext(terminal, connection).print();
            }
            return code;
        }
    }

    private int run(Warehouse warehouse, SyntheticData data, Steps steps, Terminal terminal) {
        var source = warehouse.dataSource();
        steps.step(
                "migrate schema raw",
                () -> {
                    RawSchema.migrate(source);
                    return RawSchema.tables().size();
                },
                tables -> tables + " tables");
        steps.rows(
                "generate and load",
                progress -> data.loadInto(source, LoadOptions.replacing().withProgress(progress)));
        return new Building(terminal, connection.command("build"), threads.count())
                .run(source, data.scenario().end(), Selector.all());
    }
}
