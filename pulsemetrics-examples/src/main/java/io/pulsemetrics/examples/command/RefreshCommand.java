package io.pulsemetrics.examples.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse refresh}. */
@Command(
        name = "refresh",
        mixinStandardHelpOptions = true,
        header =
                "Makes the data anew, loads it in place of what is there, and builds, audits and publishes every model.",
        description = {"", "As demo, without the figures. Readers see the models as they were until all are published."
        },
        footer = {"refresh --users 1000", "refresh --users 1000 --seed 7            other data of the same size"})
final class RefreshCommand extends RefreshingCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return refresh(database -> {});
    }
}
