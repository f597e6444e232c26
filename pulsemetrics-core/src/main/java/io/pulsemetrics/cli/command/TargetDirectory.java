package io.pulsemetrics.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where artifacts are written. */
final class TargetDirectory {
    @Option(
            names = "--target-path",
            paramLabel = "DIR",
            defaultValue = "target/pulse",
            description = "Where artifacts are written; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    Path path() {
        return path;
    }
}
