package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.run.Deferral;
import io.pulsemetrics.run.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command reads what it does not build. */
final class DeferOptions {
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

    /** What was given; refuses what cannot be read from the command's database. */
    Optional<Deferral> deferral(Invocation invocation, ConnectionOptions connection) {
        if (target == null) {
            invocation.refuseIf(
                    preferred,
                    "--favor-deferred says how --defer reads another target: name that, such as --defer prod --favor-deferred");
            return Optional.empty();
        }
        var other = invocation.target(target);
        refuseAnotherDatabase(other, connection);
        invocation.refuseIf(
                other.schemas().equals(invocation.target().schemas()),
                "--defer %s is where --target %s publishes: name another target, or leave --defer out"
                        .formatted(target, invocation.target()));
        var deferral = Deferral.to(other);
        return Optional.of(preferred ? deferral.preferring() : deferral);
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
