package io.pulsemetrics.cli.command;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much is done at once. */
public final class ThreadOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private @Nullable Integer threads;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How much is done at once; default: as many as there are processors.")
    void setThreads(int number) {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is at least 1, not " + number);
        }
        threads = number;
    }

    /** What was given, if anything was. */
    OptionalInt given() {
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /** What was given, or the number of processors. */
    public int count() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
