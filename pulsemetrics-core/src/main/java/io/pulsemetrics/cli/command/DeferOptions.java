package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.run.Deferral;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command reads what it does not build. */
final class DeferOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--defer",
            paramLabel = "TARGET",
            description =
                    "Read what is not built, and what --target does not have, in this target of the same database.")
    private @Nullable String target;

    @Option(
            names = {"--favor-deferred", "--favor-state"},
            description = "Read it there even if --target has it.")
    private boolean preferred;

    /** The options with what was given. */
    RunOptions applyTo(RunOptions options, ConnectionOptions connection) {
        if (target == null) {
            if (preferred) {
                throw new ParameterException(spec.commandLine(), "--favor-deferred goes with --defer");
            }
            return options;
        }
        var other = Invocation.of(spec).target(target);
        refuseAnotherDatabase(other, connection);
        var deferral = Deferral.to(other);
        return options.withDefer(preferred ? deferral.preferring() : deferral);
    }

    private static void refuseAnotherDatabase(Target other, ConnectionOptions connection) {
        other.address().filter(address -> !connection.isAt(address.url())).ifPresent(address -> {
            throw PulseException.of(
                    ErrorCode.TARGET,
                    "target " + other,
                    "it is in another database, %s, which cannot be read from here".formatted(address.url()),
                    "Defer to a target of the same database, or build what is read");
        });
    }
}
