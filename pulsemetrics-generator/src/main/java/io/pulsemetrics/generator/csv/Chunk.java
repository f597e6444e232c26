package io.pulsemetrics.generator.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** The rows of some consecutive users, table by table, as CSV without headers. */
public final class Chunk {
    private final Map<RawTable, CsvBuffer> tables;

    Chunk(Map<RawTable, CsvBuffer> tables) {
        this.tables = Map.copyOf(tables);
    }

    /** How many rows of a table are in it. */
    public long rows(RawTable table) {
        return buffer(table).rows();
    }

    /** Writes the rows of a table, each with its line end. */
    public void writeTo(RawTable table, OutputStream out) throws IOException {
        buffer(table).writeTo(out);
    }

    private CsvBuffer buffer(RawTable table) {
        var buffer = tables.get(table);
        if (buffer == null) {
            throw new IllegalStateException("a chunk has every table, but not " + table);
        }
        return buffer;
    }
}
