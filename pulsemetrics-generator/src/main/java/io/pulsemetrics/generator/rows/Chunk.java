package io.pulsemetrics.generator.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** The rows of some consecutive users, table by table, in a {@link RowFormat}. */
public final class Chunk {
    private final Map<RawTable, RowBuffer> tables;

    Chunk(Map<RawTable, RowBuffer> tables) {
        this.tables = Map.copyOf(tables);
    }

    /** How many rows of a table are in it. */
    public long rows(RawTable table) {
        return buffer(table).rows();
    }

    /** Writes the rows of a table, as what one COPY reads. */
    public void writeTo(RawTable table, OutputStream out) throws IOException {
        buffer(table).writeTo(out);
    }

    private RowBuffer buffer(RawTable table) {
        var buffer = tables.get(table);
        if (buffer == null) {
            throw new IllegalStateException("a chunk has every table, but not " + table);
        }
        return buffer;
    }
}
