package io.pulsemetrics.generator.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;

/** The five files while they are being written, under names of their own. Closing without {@link #complete()} deletes them. */
final class PartFiles implements AutoCloseable {
    private final CsvDirectory directory;
    private final Map<RawTable, OutputStream> open = new EnumMap<>(RawTable.class);
    private RowCounts rows = RowCounts.NONE;

    PartFiles(CsvDirectory directory, CsvDirectory.Opener opener) throws IOException {
        this.directory = directory;
        try {
            for (var table : RawTable.values()) {
                var out = opener.open(part(table));
                open.put(table, out);
                out.write((table.header() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            discard(e);
            throw e;
        }
    }

    static String nameOf(RawTable table) {
        return table.fileName() + ".part";
    }

    RowCounts rows() {
        return rows;
    }

    void append(Chunk chunk, Progress progress) throws IOException {
        for (var entry : open.entrySet()) {
            var table = entry.getKey();
            chunk.writeTo(table, entry.getValue());
            rows = rows.plus(table, chunk.rows(table));
            progress.rows(table, rows.of(table));
        }
    }

    /** Gives the files their names. */
    void complete() throws IOException {
        for (var out : open.values()) {
            out.close();
        }
        open.clear();
        for (var table : RawTable.values()) {
            Files.move(part(table), directory.file(table), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        for (var out : open.values()) {
            out.close();
        }
        open.clear();
        for (var table : RawTable.values()) {
            Files.deleteIfExists(part(table));
        }
    }

    private void discard(IOException because) {
        try {
            close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private Path part(RawTable table) {
        return directory.path().resolve(nameOf(table));
    }
}
