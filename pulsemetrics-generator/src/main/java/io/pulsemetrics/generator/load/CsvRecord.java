package io.pulsemetrics.generator.load;

import java.util.List;

/**
 * A record of a CSV file, with its place. A quoted value may hold line ends, so a record may cover several lines.
 *
 * @param line the line on which it begins, from 1
 * @param copyLine the number that PostgreSQL's COPY gives it: that of the line on which it ends
 * @param open the file ended within quotes
 */
record CsvRecord(long line, long copyLine, List<Value> values, boolean open) {
    CsvRecord {
        values = List.copyOf(values);
    }

    /**
     * One value.
     *
     * @param line the line on which it begins, from 1
     * @param bytes each as a character of the same number (ISO 8859-1); without the quotes around the value, and with one for each
     *     pair within
     */
    record Value(long line, String bytes) {}
}
