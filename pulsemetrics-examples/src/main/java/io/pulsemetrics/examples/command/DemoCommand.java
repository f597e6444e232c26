package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.command.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "The whole way: makes data, loads it, builds, audits and publishes every model, shows the figures.",
        description = {
            "",
            "Replaces the rows in schema raw. The models look as far as the end of --end-date. The database is kept, so that"
                    + " ./pulse sql and ./pulse build work on it afterwards; a second demo does all of it again."
        })
final class DemoCommand extends RefreshingCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var terminal = Invocation.of(spec()).terminal();
        return refresh(database -> {
            new DemoFigures(
                            database.dataSource(),
                            terminal,
                            spec().commandLine().getOut())
                    .print();
            new WhereToLookNext(terminal, connection()).print();
        });
    }
}
