package io.pulsemetrics.artifact;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes whole files: a reader sees the old one or the new one. */
public final class ArtifactFile {
    private ArtifactFile() {}

    /** Writes it; its directory is made where it is missing. */
    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var beside = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw PulseException.of(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    file.toString(),
                    "it cannot be written: " + e.getMessage(),
                    "Name a place that can be written",
                    e);
        }
    }
}
