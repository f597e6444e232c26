package io.pulsemetrics.generator.rows;

/** How rows become bytes. Both are formats of PostgreSQL's COPY. */
public enum RowFormat {
    /** CSV (RFC 4180, UTF-8, LF) without a header, for files. */
    CSV {
        @Override
        RowBuffer buffer(int capacity) {
            return new CsvBuffer(capacity);
        }
    },
    /** COPY's binary format, which PostgreSQL reads in about half the time: it has no dates and numbers to parse. */
    BINARY {
        @Override
        RowBuffer buffer(int capacity) {
            return new BinaryBuffer(capacity);
        }
    };

    abstract RowBuffer buffer(int capacity);
}
