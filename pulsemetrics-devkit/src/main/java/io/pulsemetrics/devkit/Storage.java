package io.pulsemetrics.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server that is started here has its files. */
enum Storage {
    DISK,

    /**
     * In memory, where they have to fit: a database is 300 files, and hundreds of databases made and dropped on a disk can take
     * longer than what is done in them.
     */
    MEMORY;

    static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long ROOM_BYTES = 2L << 30;

    /** A new directory for them in memory, where that was asked and 2 GB are free in {@code /dev/shm}. */
    Optional<Path> newDirectory() {
        try {
            return this == MEMORY && hasRoom()
                    ? Optional.of(Files.createTempDirectory(SHARED_MEMORY, "pulse-postgres"))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("No directory in " + SHARED_MEMORY, e);
        }
    }

    static boolean hasRoom() throws IOException {
        return Files.isWritable(SHARED_MEMORY)
                && Files.getFileStore(SHARED_MEMORY).getUsableSpace() > ROOM_BYTES;
    }
}
