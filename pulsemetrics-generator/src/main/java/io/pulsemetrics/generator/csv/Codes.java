package io.pulsemetrics.generator.csv;

import com.google.common.collect.Maps;
import io.pulsemetrics.generator.history.Coded;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;

/** The constants of an enum as bytes of CSV, encoded once. */
final class Codes<E extends Enum<E>> {
    private final Map<E, byte[]> encoded;

    private Codes(Class<E> type, Function<E, String> text) {
        this.encoded =
                new EnumMap<>(Maps.toMap(EnumSet.allOf(type), constant -> CsvBuffer.encode(text.apply(constant))));
    }

    static <E extends Enum<E> & Coded> Codes<E> of(Class<E> type) {
        return new Codes<>(type, Coded::code);
    }

    static <E extends Enum<E>> Codes<E> of(Class<E> type, Function<E, String> text) {
        return new Codes<>(type, text);
    }

    byte[] get(E constant) {
        var bytes = encoded.get(constant);
        if (bytes == null) {
            throw new IllegalArgumentException("not a constant of the enum: " + constant);
        }
        return bytes;
    }
}
