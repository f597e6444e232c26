package io.pulsemetrics.generator.load;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.RawTable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;

/**
 * A file to load, whose header has been read.
 *
 * @param columns those of the header, in its order
 */
record CsvFile(RawTable table, Path path, ImmutableList<Field<?>> columns) {
    /** The files of all tables; refuses what is wrong with any of them in one go. */
    static ImmutableList<CsvFile> all(CsvDirectory directory) {
        List<Problem> problems = new ArrayList<>();
        var files = ImmutableList.<CsvFile>builder();
        for (var table : RawTable.values()) {
            var path = directory.file(table);
            if (!Files.isRegularFile(path)) {
                problems.add(new Problem(
                        ErrorCode.CSV_MISSING,
                        path.toString(),
                        "there is no such file",
                        "Load from a directory with the files of all five tables"));
            } else {
                files.add(new CsvFile(table, path, CsvHeader.read(table, path, problems)));
            }
        }
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
        return files.build();
    }

    String name() {
        return table.fileName();
    }

    InputStream open() throws IOException {
        return new EndMarkerGuard(Files.newInputStream(path));
    }

    /** A line of the file is {@code \.}. */
    static final class EndMarkerException extends IOException {
        private static final long serialVersionUID = 1L;

        EndMarkerException() {
            super("a line is \\.");
        }
    }

    /**
     * Stops at a line that begins with {@code \.}: PostgreSQL before version 18 takes it for the end of the data and would drop the rest of
     * the file without a word.
     */
    private static final class EndMarkerGuard extends FilterInputStream {
        private int beforeLast = '\n';
        private int last = '\n';

        EndMarkerGuard(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var count = in.read(buffer, offset, length);
            for (var i = offset; i < offset + count; i++) {
                if (buffer[i] == '.' && last == '\\' && (beforeLast == '\n' || beforeLast == '\r')) {
                    throw new EndMarkerException();
                }
                beforeLast = last;
                last = buffer[i];
            }
            return count;
        }
    }
}
