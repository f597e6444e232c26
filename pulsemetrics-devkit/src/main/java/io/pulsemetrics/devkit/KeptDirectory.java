package io.pulsemetrics.devkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory of an embedded server whose data is kept: {@code lock} (held by the JVM that uses it, freed by the operating
 * system when that dies), {@code data} (PostgreSQL's own), {@code port} (written after the first complete start, so that a
 * half-made {@code data} is known for what it is) and {@code server.log}.
 */
final class KeptDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private KeptDirectory(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the directory for this JVM; ready for a server to be started on {@link #data()} and {@link #port()}. */
    static KeptDirectory open(Path path) {
        var directory = path.toAbsolutePath().normalize();
        try {
            refuseForeign(directory);
            Files.createDirectories(directory);
            var channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
            if (!locked(channel)) {
                channel.close();
                throw PulseException.of(
                        ErrorCode.DATA_DIRECTORY_IN_USE,
                        directory.toString(),
                        "Another process uses this database",
                        "Wait for it to end or stop it, or choose another directory");
            }
            var kept = new KeptDirectory(directory, channel);
            Files.write(kept.log(), new byte[0]); // each start begins a log of its own
            return kept;
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void refuseForeign(Path directory) throws IOException {
        if (!Files.isDirectory(directory) || Files.exists(directory.resolve("lock"))) {
            return;
        }
        try (var entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw PulseException.of(
                        ErrorCode.DATA_DIRECTORY_INVALID,
                        directory.toString(),
                        "The directory holds something other than an embedded database",
                        "Choose an empty or a new directory");
            }
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this JVM
        }
    }

    /** Moved away before it is deleted: an initdb that outlives its killed JVM must not write into what comes next. */
    private void removeUnfinished() throws IOException {
        Files.move(data(), directory.resolve("unfinished-" + UUID.randomUUID()));
        try (var entries = Files.newDirectoryStream(directory, "unfinished-*")) {
            for (var unfinished : entries) {
                MoreFiles.deleteRecursively(unfinished, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        }
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    private Path portFile() {
        return directory.resolve("port");
    }

    /** The port of a server that a killed JVM left behind, else the port of last time if it is free, else a free one. */
    int port() {
        try {
            var leftover = LeftoverServer.takeOver(data());
            if (leftover.isPresent()) {
                return leftover.getAsInt();
            }
            if (Files.exists(portFile())) {
                var remembered = Integer.parseInt(Files.readString(portFile()).strip());
                if (isFree(remembered)) {
                    return remembered;
                }
            } else if (Files.exists(data())) {
                removeUnfinished();
            }
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Remembers the port, and that the data is complete. */
    void started(int port) {
        try {
            Files.writeString(portFile(), port + "\n");
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static PulseException unusable(Path directory, IOException e) {
        return PulseException.of(
                ErrorCode.DATA_DIRECTORY_INVALID,
                directory.toString(),
                "The directory can not be used: " + e,
                "Choose a directory that this user may create and write",
                e);
    }

    /** Gives the directory back; closing the channel frees the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + directory + " was not given back", e);
        }
    }
}
