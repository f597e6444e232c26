package io.pulsemetrics.generator.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** Rows as CSV. Every value is followed by a comma; the end of a row turns the last one into a line end. */
final class CsvBuffer extends RowBuffer {
    private static final byte[] TRUE = encode("true");
    private static final byte[] FALSE = encode("false");

    private long dayWritten = Long.MIN_VALUE;
    private byte[] dayText = new byte[0];

    CsvBuffer(int capacity) {
        super(capacity);
    }

    /** Nothing between the commas. */
    @Override
    CsvBuffer none() {
        room();
        put(',');
        return this;
    }

    @Override
    CsvBuffer text(Constant value) {
        return encoded(value.csv());
    }

    /** Quoted where it has to be. */
    @Override
    CsvBuffer text(String value) {
        return encoded(encode(value));
    }

    @Override
    CsvBuffer json(Constant value) {
        return encoded(value.csv());
    }

    @Override
    CsvBuffer bigint(long value) {
        room();
        digits(value);
        put(',');
        return this;
    }

    @Override
    CsvBuffer integer(int value) {
        return bigint(value);
    }

    @Override
    CsvBuffer bool(boolean value) {
        return encoded(value ? TRUE : FALSE);
    }

    @Override
    CsvBuffer hundredths(long value) {
        room();
        if (value < 0) {
            put('-');
        }
        var amount = Math.abs(value);
        digits(amount / 100);
        put('.');
        fixed((int) (amount % 100), 2);
        put(',');
        return this;
    }

    /** In UTC with milliseconds: {@code 2026-01-31T13:45:01.250Z}. */
    @Override
    CsvBuffer instant(Instant value) {
        room();
        var seconds = value.getEpochSecond();
        day(Math.floorDiv(seconds, 86_400));
        var second = (int) Math.floorMod(seconds, 86_400L);
        put('T');
        fixed(second / 3_600, 2);
        put(':');
        fixed(second / 60 % 60, 2);
        put(':');
        fixed(second % 60, 2);
        put('.');
        fixed(value.getNano() / 1_000_000, 3);
        put('Z');
        put(',');
        return this;
    }

    @Override
    CsvBuffer date(LocalDate value) {
        room();
        day(value.toEpochDay());
        put(',');
        return this;
    }

    @Override
    void endOfRow() {
        set(size() - 1, (byte) '\n');
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
        write(out, size());
    }

    /** A text as CSV in UTF-8: in quotes, with its own doubled, where a comma, a quote or a line end stands in it. */
    static byte[] encode(String value) {
        var quoted = value.isEmpty()
                || value.chars().anyMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r');
        return (quoted ? '"' + value.replace("\"", "\"\"") + '"' : value).getBytes(StandardCharsets.UTF_8);
    }

    private CsvBuffer encoded(byte[] value) {
        room(value.length + 1);
        put(value);
        put(',');
        return this;
    }

    private void day(long epochDay) {
        if (epochDay != dayWritten) {
            dayText = LocalDate.ofEpochDay(epochDay).toString().getBytes(StandardCharsets.US_ASCII);
            dayWritten = epochDay;
        }
        put(dayText);
    }

    private void digits(long value) {
        var unit = 1L;
        for (var rest = value; rest >= 10; rest /= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            put((int) ('0' + value / unit % 10));
        }
    }

    private void fixed(int value, int length) {
        var unit = length == 3 ? 100 : 10;
        for (; unit > 0; unit /= 10) {
            put('0' + value / unit % 10);
        }
    }
}
