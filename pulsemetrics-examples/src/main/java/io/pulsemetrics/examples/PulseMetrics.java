package io.pulsemetrics.examples;

import io.pulsemetrics.examples.command.CommandLines;
import io.pulsemetrics.examples.command.Interruption;
import io.pulsemetrics.examples.command.Surroundings;

/** The application: {@code ./pulse --help} says what it can do. */
public final class PulseMetrics {
    private PulseMetrics() {}

    /** Runs a command and ends with its exit code; see {@link CommandLines}. */
    public static void main(String[] args) {
        var interruption = Interruption.watch(System.err);
        int code = CommandLines.of(Surroundings.ofThisProcess(interruption)).execute(args);
        interruption.unwatch();
        System.exit(code);
    }
}
