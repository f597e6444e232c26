package io.pulsemetrics.generator.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Growing bytes of CSV. Written out here because a formatter and an encoder for each of millions of values would cost several times what
 * the simulation does. Every value is followed by a comma; {@link #endRow()} turns the last one into a line end. Not thread-safe.
 */
final class CsvBuffer {
    private static final int MOST_BYTES_OF_A_VALUE = 32;

    private byte[] bytes;
    private int size;
    private long rows;
    private long dayWritten = Long.MIN_VALUE;
    private byte[] dayText = new byte[0];

    CsvBuffer(int capacity) {
        this.bytes = new byte[Math.max(capacity, MOST_BYTES_OF_A_VALUE)];
    }

    /** The number of rows ended. */
    long rows() {
        return rows;
    }

    /** The bytes written so far, copied. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    /** A value that stands for null: nothing between the commas. */
    CsvBuffer none() {
        room(1);
        bytes[size++] = ',';
        return this;
    }

    /** A value that is CSV already. */
    CsvBuffer encoded(byte[] value) {
        room(value.length + 1);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        bytes[size++] = ',';
        return this;
    }

    /** Text, quoted where it has to be. */
    CsvBuffer text(String value) {
        return encoded(encode(value));
    }

    CsvBuffer number(long value) {
        room(MOST_BYTES_OF_A_VALUE);
        digits(value);
        bytes[size++] = ',';
        return this;
    }

    /** Hundredths, as a decimal number of two places. */
    CsvBuffer hundredths(long value) {
        room(MOST_BYTES_OF_A_VALUE);
        if (value < 0) {
            bytes[size++] = '-';
        }
        var amount = Math.abs(value);
        digits(amount / 100);
        bytes[size++] = '.';
        fixed((int) (amount % 100), 2);
        bytes[size++] = ',';
        return this;
    }

    /** An instant in UTC with milliseconds: {@code 2026-01-31T13:45:01.250Z}. */
    CsvBuffer instant(Instant value) {
        room(MOST_BYTES_OF_A_VALUE);
        var seconds = value.getEpochSecond();
        day(Math.floorDiv(seconds, 86_400));
        var second = (int) Math.floorMod(seconds, 86_400L);
        bytes[size++] = 'T';
        fixed(second / 3_600, 2);
        bytes[size++] = ':';
        fixed(second / 60 % 60, 2);
        bytes[size++] = ':';
        fixed(second % 60, 2);
        bytes[size++] = '.';
        fixed(value.getNano() / 1_000_000, 3);
        bytes[size++] = 'Z';
        bytes[size++] = ',';
        return this;
    }

    CsvBuffer date(LocalDate value) {
        room(MOST_BYTES_OF_A_VALUE);
        day(value.toEpochDay());
        bytes[size++] = ',';
        return this;
    }

    void endRow() {
        bytes[size - 1] = '\n';
        rows++;
    }

    /** A text as CSV in UTF-8: in quotes, with its own doubled, where a comma, a quote or a line end stands in it. */
    static byte[] encode(String value) {
        var quoted = value.isEmpty()
                || value.chars().anyMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r');
        return (quoted ? '"' + value.replace("\"", "\"\"") + '"' : value).getBytes(StandardCharsets.UTF_8);
    }

    private void day(long epochDay) {
        if (epochDay != dayWritten) {
            dayText = LocalDate.ofEpochDay(epochDay).toString().getBytes(StandardCharsets.US_ASCII);
            dayWritten = epochDay;
        }
        System.arraycopy(dayText, 0, bytes, size, dayText.length);
        size += dayText.length;
    }

    private void digits(long value) {
        var length = 1;
        for (var rest = value; rest >= 10; rest /= 10) {
            length++;
        }
        var rest = value;
        for (var i = size + length - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += length;
    }

    private void fixed(int value, int length) {
        var rest = value;
        for (var i = size + length - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += length;
    }

    private void room(int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
    }
}
