package io.pulsemetrics.generator.rows;

import java.nio.charset.StandardCharsets;

/** A text that is written often: its bytes, made once. */
final class Constant {
    private final byte[] csv;
    private final byte[] plain;

    Constant(String text) {
        this.csv = CsvBuffer.encode(text);
        this.plain = text.getBytes(StandardCharsets.UTF_8);
    }

    /** As CSV. */
    byte[] csv() {
        return csv;
    }

    /** In UTF-8, as it is. */
    byte[] plain() {
        return plain;
    }
}
