package io.pulsemetrics.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        header = "Builds models and seeds, audits them and publishes them all at once.",
        description = {"", "If a check of severity error fails, nothing is published."})
final class BuildCommand extends ModelCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return run(node -> true, "model");
    }
}
