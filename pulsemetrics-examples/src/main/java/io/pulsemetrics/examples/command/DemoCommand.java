package io.pulsemetrics.examples.command;

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
        },
        footer = {
            "demo                                    10,000 users",
            "demo --users 200 --end-date 2026-06-30",
            "demo --url jdbc:postgresql://host:5432/db --user me"
        })
final class DemoCommand extends RefreshingCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var terminal = invocation().terminal();
        return refresh(database -> {
            new DemoFigures(database.dataSource(), terminal, invocation().out()).print();
            new WhereToLookNext(terminal, connection()).print();
        });
    }
}
