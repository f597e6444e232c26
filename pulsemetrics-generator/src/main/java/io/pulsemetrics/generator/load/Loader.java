package io.pulsemetrics.generator.load;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.rows.ChunkFeed;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.RawTable;
import io.pulsemetrics.generator.rows.RowCounts;
import io.pulsemetrics.generator.rows.RowFormat;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Loads the raw tables in one transaction: all rows land, or the tables stay as they were. Thread-safe; of two loads at a time the second
 * waits for the first.
 *
 * <p>SQL emitted: {@code LOCK TABLE} on all five, {@code TRUNCATE} and {@code DROP INDEX} unless appending, a {@code COPY .. FROM
 * STDIN} for each table ({@code FORMAT csv} of a file; {@code FORMAT binary} of each chunk of a scenario), {@code CREATE INDEX} for what was dropped, {@code ANALYZE}.
 */
public final class Loader {
    private final DataSource dataSource;
    private final LoadOptions options;

    /**
     * A loader into the database of the data source, whose raw schema has been migrated.
     *
     * @param dataSource its connections unwrap to pgjdbc's
     */
    public Loader(DataSource dataSource, LoadOptions options) {
        this.dataSource = dataSource;
        this.options = options;
    }

    /**
     * Loads the five files of a directory. Their columns may stand in any order. Headers are read before the database is touched.
     *
     * @return the rows loaded
     * @throws PulseException {@link ErrorCode#CSV_MISSING}, {@link ErrorCode#CSV_HEADER}: all that is wrong with the files as such;
     *     {@link ErrorCode#CSV_VALUE}: the first value or line that does not fit, with file, line, column and value; {@link
     *     ErrorCode#LOAD_LOCKED}, {@link ErrorCode#LOAD_FAILED}
     */
    public RowCounts load(CsvDirectory directory) {
        var files = CsvFile.all(directory);
        try (var transaction = RawTransaction.begin(dataSource, options)) {
            var rows = RowCounts.NONE;
            for (var file : files) {
                rows = rows.plus(file.table(), transaction.copy(file));
                options.progress().rows(file.table(), rows.of(file.table()));
            }
            transaction.commit();
            return rows;
        } catch (SQLException e) {
            throw LoadFailure.of(e);
        }
    }

    /**
     * Loads a scenario without files: the rows that {@link CsvDirectory#write} would write.
     *
     * @return the rows loaded
     * @throws PulseException {@link ErrorCode#LOAD_LOCKED}, {@link ErrorCode#LOAD_FAILED}
     */
    public RowCounts load(ChunkFeed feed) {
        try (var transaction = RawTransaction.begin(dataSource, options)) {
            var counter = new Counter();
            feed.forEach(RowFormat.BINARY, (ChunkFeed.Sink<SQLException>) chunk -> {
                for (var table : RawTable.values()) {
                    counter.add(table, transaction.copy(table, out -> chunk.writeTo(table, out)));
                }
            });
            transaction.commit();
            return counter.rows;
        } catch (SQLException e) {
            throw LoadFailure.of(e);
        }
    }

    private final class Counter {
        private RowCounts rows = RowCounts.NONE;

        void add(RawTable table, long more) {
            rows = rows.plus(table, more);
            options.progress().rows(table, rows.of(table));
        }
    }
}
