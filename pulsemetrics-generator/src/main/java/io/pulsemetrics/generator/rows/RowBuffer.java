package io.pulsemetrics.generator.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Growing bytes of rows of one table. Written out here because a formatter and an encoder for each of millions of values would cost
 * several times what the simulation does. Not thread-safe.
 */
abstract sealed class RowBuffer permits CsvBuffer, BinaryBuffer {
    /** Bytes that a value of fixed width takes at most, with all that stands around it. */
    private static final int MOST_BYTES_OF_A_VALUE = 32;

    private byte[] bytes;
    private int size;
    private long rows;

    RowBuffer(int capacity) {
        this.bytes = new byte[Math.max(capacity, MOST_BYTES_OF_A_VALUE)];
    }

    /** A null. */
    abstract RowBuffer none();

    abstract RowBuffer text(Constant value);

    abstract RowBuffer text(String value);

    abstract RowBuffer json(Constant value);

    abstract RowBuffer bigint(long value);

    abstract RowBuffer integer(int value);

    abstract RowBuffer bool(boolean value);

    /** Hundredths, as a decimal number of two places. */
    abstract RowBuffer hundredths(long value);

    abstract RowBuffer instant(Instant value);

    abstract RowBuffer date(LocalDate value);

    /** Ends the row after its last value. */
    final void endRow() {
        endOfRow();
        rows++;
    }

    abstract void endOfRow();

    /** Writes the rows ended so far, as what one COPY reads. */
    abstract void writeTo(OutputStream out) throws IOException;

    final RowBuffer optional(@Nullable Instant value) {
        return value == null ? none() : instant(value);
    }

    /** The number of rows ended. */
    final long rows() {
        return rows;
    }

    final int size() {
        return size;
    }

    final void set(int position, byte value) {
        bytes[position] = value;
    }

    /** Appends a byte for which there is room. */
    final void put(int value) {
        bytes[size++] = (byte) value;
    }

    final void put(byte[] value) {
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** Makes room for a value of fixed width. */
    final void room() {
        room(MOST_BYTES_OF_A_VALUE);
    }

    final void room(int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
    }

    final void write(OutputStream out, int length) throws IOException {
        out.write(bytes, 0, length);
    }
}
