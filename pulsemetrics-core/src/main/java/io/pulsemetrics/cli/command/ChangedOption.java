package io.pulsemetrics.cli.command;

import io.pulsemetrics.run.RunOptions;
import picocli.CommandLine.Option;

/** Whether a command leaves what has not changed. */
final class ChangedOption {
    @Option(
            names = "--changed",
            description = "Leave what would become what is there: the same code, configuration, parameters and data.")
    private boolean changed;

    RunOptions applyTo(RunOptions options) {
        return changed ? options.withChangedOnly() : options;
    }
}
