package io.pulsemetrics.examples;

import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.examples.command.PulseMetricsCommands;

/** The application: {@code ./pulse --help} says what it can do. */
public final class PulseMetrics {
    private PulseMetrics() {}

    /** Runs a command and ends with its exit code; see {@link PulseCommand}. */
    public static void main(String[] args) {
        System.exit(PulseMetricsCommands.command().run(args));
    }
}
