package io.pulsemetrics.generator.rows;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of five CSV files, one for each {@link RawTable}. */
public final class CsvDirectory {
    private final Path path;
    private final Opener opener;

    /** Opens a file for writing; a seam for the test of a full disk. */
    @FunctionalInterface
    interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    private CsvDirectory(Path path, Opener opener) {
        this.path = path;
        this.opener = opener;
    }

    /** The directory with the given path, which need not exist yet. */
    public static CsvDirectory at(Path path) {
        return new CsvDirectory(path, Files::newOutputStream);
    }

    static CsvDirectory at(Path path, Opener opener) {
        return new CsvDirectory(path, opener);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Where the file of a table is. */
    public Path file(RawTable table) {
        return path.resolve(table.fileName());
    }

    /**
     * Writes the five files, in place of those of an earlier run. They get their names when all are complete: a run that fails leaves
     * what was there before.
     *
     * @return how many rows were written
     * @throws PulseException {@link ErrorCode#OUTPUT_NOT_WRITABLE}: the directory holds something else, cannot be created or written to,
     *     or its disk is full
     */
    public RowCounts write(ChunkFeed feed, Progress progress) {
        var created = prepare();
        var done = false;
        try (var files = new PartFiles(this, opener)) {
            feed.forEach(RowFormat.CSV, (ChunkFeed.Sink<IOException>) chunk -> files.append(chunk, progress));
            files.complete();
            done = true;
            return files.rows();
        } catch (IOException e) {
            throw notWritable(reason(e), "Give the directory room and the right to write to it, or choose another", e);
        } finally {
            if (!done && created) {
                deleteIfEmpty();
            }
        }
    }

    /** Makes the directory if it is not there; says whether it did. */
    private boolean prepare() {
        if (!Files.exists(path)) {
            try {
                Files.createDirectories(path);
                return true;
            } catch (IOException e) {
                throw notWritable("it cannot be created: " + reason(e), "Choose a directory that can be created", e);
            }
        }
        if (!Files.isDirectory(path)) {
            throw notWritable("it is a file", "Choose a directory", null);
        }
        var others = others();
        if (!others.isEmpty()) {
            throw notWritable(
                    "it holds other files: " + String.join(", ", others),
                    "Choose a new or empty directory, or one that holds nothing but the five files of an earlier run",
                    null);
        }
        return false;
    }

    private ImmutableSet<String> others() {
        var ours = Arrays.stream(RawTable.values())
                .flatMap(table -> Stream.of(table.fileName(), PartFiles.nameOf(table)))
                .collect(ImmutableSet.toImmutableSet());
        try (var entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !ours.contains(name))
                    .sorted()
                    .limit(5)
                    .collect(ImmutableSet.toImmutableSet());
        } catch (IOException e) {
            throw notWritable("it cannot be read: " + reason(e), "Choose a directory that you may read", e);
        }
    }

    private void deleteIfEmpty() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw notWritable("it cannot be removed again: " + reason(e), "Remove it by hand", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private PulseException notWritable(String message, String remedy, @Nullable Throwable cause) {
        return PulseException.of(ErrorCode.OUTPUT_NOT_WRITABLE, path.toString(), message, remedy, cause);
    }
}
