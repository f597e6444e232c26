package io.pulsemetrics.cli.command;

import io.pulsemetrics.artifact.Artifacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse clean}. */
@Command(
        name = "clean",
        mixinStandardHelpOptions = true,
        header = "Removes the artifacts in target/pulse, and nothing else there. No database is touched.",
        footer = {"clean"})
final class CleanCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    @Override
    public void run() {
        int removed = new Artifacts(directory.path()).remove();
        Invocation.of(spec)
                .terminal()
                .println(
                        "removed %s from %s".formatted(removed == 1 ? "1 file" : removed + " files", directory.path()));
    }
}
