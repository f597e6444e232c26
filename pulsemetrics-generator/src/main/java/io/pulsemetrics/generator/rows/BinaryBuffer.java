package io.pulsemetrics.generator.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Rows in the binary format of PostgreSQL's COPY, as its manual gives it: the number of fields, then each field's length and bytes,
 * numbers with the highest byte first. Fields are as the receive functions of their types read them: timestamps are microseconds, dates are
 * days since 2000-01-01, a numeric is digits to base 10000.
 */
final class BinaryBuffer extends RowBuffer {
    private static final byte[] HEADER = {
        'P',
        'G',
        'C',
        'O',
        'P',
        'Y',
        '\n',
        (byte) 0xFF,
        '\r',
        '\n',
        0, /* flags */
        0,
        0,
        0,
        0, /* extension */
        0,
        0,
        0,
        0
    };
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};
    private static final int NULL = -1;
    private static final int FIELD_COUNT_BYTES = 2;
    private static final int JSONB_VERSION = 1;
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int NUMERIC_BASE = 10_000;
    private static final long EPOCH_SECOND = 946_684_800;
    private static final long EPOCH_DAY = 10_957;

    private int rowStart;
    private int fields;

    BinaryBuffer(int capacity) {
        super(capacity);
        startRow();
    }

    @Override
    BinaryBuffer none() {
        room();
        fields++;
        int32(NULL);
        return this;
    }

    @Override
    BinaryBuffer text(Constant value) {
        return bytes(value.plain());
    }

    @Override
    BinaryBuffer text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    BinaryBuffer json(Constant value) {
        var text = value.plain();
        room(Integer.BYTES + 1 + text.length);
        field(1 + text.length);
        put(JSONB_VERSION);
        put(text);
        return this;
    }

    @Override
    BinaryBuffer bigint(long value) {
        room();
        field(Long.BYTES);
        int64(value);
        return this;
    }

    @Override
    BinaryBuffer integer(int value) {
        room();
        field(Integer.BYTES);
        int32(value);
        return this;
    }

    @Override
    BinaryBuffer bool(boolean value) {
        room();
        field(1);
        put(value ? 1 : 0);
        return this;
    }

    /** Integer digits with the highest first, then one digit for the hundredths. */
    @Override
    BinaryBuffer hundredths(long value) {
        room();
        var amount = Math.abs(value);
        var whole = amount / 100;
        var weight = 0;
        var unit = 1L;
        while (whole / unit >= NUMERIC_BASE) {
            unit *= NUMERIC_BASE;
            weight++;
        }
        var digits = weight + 2;
        field((4 + digits) * Short.BYTES);
        int16(digits);
        int16(weight);
        int16(value < 0 ? NUMERIC_NEGATIVE : 0);
        int16(2);
        for (; unit > 0; unit /= NUMERIC_BASE) {
            int16((int) (whole / unit % NUMERIC_BASE));
        }
        int16((int) (amount % 100) * 100);
        return this;
    }

    @Override
    BinaryBuffer instant(Instant value) {
        return bigint((value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
    }

    @Override
    BinaryBuffer date(LocalDate value) {
        return integer(Math.toIntExact(value.toEpochDay() - EPOCH_DAY));
    }

    @Override
    void endOfRow() {
        set(rowStart, (byte) (fields >> 8));
        set(rowStart + 1, (byte) fields);
        startRow();
    }

    /** The number of fields is known only when the row ends; its place is kept. */
    private void startRow() {
        room();
        rowStart = size();
        fields = 0;
        int16(0);
    }

    @Override
    void writeTo(OutputStream out) throws IOException {
        out.write(HEADER);
        write(out, size() - FIELD_COUNT_BYTES);
        out.write(TRAILER);
    }

    private BinaryBuffer bytes(byte[] value) {
        room(Integer.BYTES + value.length);
        field(value.length);
        put(value);
        return this;
    }

    private void field(int length) {
        fields++;
        int32(length);
    }

    private void int16(int value) {
        put(value >> 8);
        put(value);
    }

    private void int32(int value) {
        int16(value >> 16);
        int16(value);
    }

    private void int64(long value) {
        int32((int) (value >> 32));
        int32((int) value);
    }
}
