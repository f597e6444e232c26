package io.pulsemetrics.examples.command;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.cli.command.ConnectedCommand;
import io.pulsemetrics.cli.command.Database;
import io.pulsemetrics.cli.command.ThreadOption;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.models.RawSchema;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** What the commands have in common that make data anew, load it and build every model over it. */
abstract class RefreshingCommand extends ConnectedCommand {
    @Mixin
    private final ScenarioOptions scenarioOptions = new ScenarioOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    /**
     * Does it.
     *
     * @param afterwards what to show of the database when everything is published
     * @return the exit code
     */
    int refresh(Consumer<Database> afterwards) {
        var stopwatch = Stopwatch.createStarted();
        var terminal = invocation().terminal();
        var scenario = scenarioOptions.scenario(invocation().clock());
        terminal.println("%s users, seed %d, %s to %s"
                .formatted(Show.number(scenario.users()), scenario.seed(), scenario.startDate(), scenario.endDate()));
        var steps = new Steps(terminal);
        var data = SyntheticData.of(scenario).withThreads(threads.count());
        try (var warehouse = steps.step("open the database", connection()::open, Database::toString)) {
            int code = run(warehouse, data, steps, terminal);
            if (code == 0) {
                terminal.println("done in " + Show.time(stopwatch.elapsed()));
                afterwards.accept(warehouse);
            }
            return code;
        }
    }

    private int run(Database warehouse, SyntheticData data, Steps steps, Terminal terminal) {
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
        var options = RunOptions.defaults().withAsOf(data.scenario().end()).withThreads(threads.count());
        var runner = ModelRunner.of(invocation().project(), source)
                .with(options.withListener(invocation().listener(options, connection())));
        terminal.println("build and audit %d models as of %s"
                .formatted(
                        runner.plan(Selector.all()).nodes().size(),
                        data.scenario().end()));
        return runner.run(Selector.all()).succeeded() ? 0 : ErrorKind.DATA.exitCode();
    }
}
