package io.pulsemetrics.generator.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records as bytes, so that it can show what is not UTF-8, and counts lines in the two ways that matter: those of the file, and
 * those of PostgreSQL's COPY, which counts a line end within quotes only where it is of the kind that ends the first line. Slower than
 * COPY, and therefore used only to find the place of an error. Not thread-safe.
 */
final class CsvScanner implements AutoCloseable {
    private final InputStream in;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private List<CsvRecord.Value> values = new ArrayList<>();
    private long line = 1;
    private long copyLine;
    private long valueLine = 1;
    private boolean quoted;
    private int countedWithinQuotes = '\r';
    private boolean firstEnd = true;
    private int ahead;

    CsvScanner(InputStream in) throws IOException {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.ahead = this.in.read();
    }

    /** The next record, or null at the end of the file. */
    @Nullable
    CsvRecord next() throws IOException {
        if (ahead < 0) {
            return null;
        }
        values = new ArrayList<>();
        var begin = line;
        valueLine = line;
        copyLine++;
        while (ahead >= 0) {
            var current = ahead;
            ahead = in.read();
            if (quoted) {
                within(current);
            } else if (current == '"') {
                quoted = true;
            } else if (current == ',') {
                endValue();
            } else if (current == '\n') {
                line++;
                return end(begin, false);
            } else if (current == '\r' && ahead == '\n') {
                sawEnd('\r');
            } else {
                value.write(current);
            }
        }
        return end(begin, quoted);
    }

    private void within(int current) throws IOException {
        if (current == '"' && ahead == '"') {
            value.write('"');
            ahead = in.read();
        } else if (current == '"') {
            quoted = false;
        } else {
            value.write(current);
            line += current == '\n' ? 1 : 0;
            copyLine += current == countedWithinQuotes ? 1 : 0;
        }
    }

    private void endValue() {
        values.add(new CsvRecord.Value(valueLine, value.toString(StandardCharsets.ISO_8859_1)));
        value.reset();
        valueLine = line;
    }

    private CsvRecord end(long begin, boolean open) {
        sawEnd('\n');
        values.add(new CsvRecord.Value(valueLine, value.toString(StandardCharsets.ISO_8859_1)));
        value.reset();
        return new CsvRecord(begin, copyLine, values, open);
    }

    private void sawEnd(int kind) {
        if (firstEnd) {
            countedWithinQuotes = kind;
            firstEnd = false;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
