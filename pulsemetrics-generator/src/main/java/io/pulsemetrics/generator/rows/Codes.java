package io.pulsemetrics.generator.rows;

import com.google.common.collect.Maps;
import io.pulsemetrics.generator.history.Coded;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;

/** The constants of an enum as bytes. */
final class Codes<E extends Enum<E>> {
    private final Map<E, Constant> constants;

    private Codes(Class<E> type, Function<E, String> text) {
        this.constants = new EnumMap<>(Maps.toMap(EnumSet.allOf(type), constant -> new Constant(text.apply(constant))));
    }

    static <E extends Enum<E> & Coded> Codes<E> of(Class<E> type) {
        return new Codes<>(type, Coded::code);
    }

    static <E extends Enum<E>> Codes<E> of(Class<E> type, Function<E, String> text) {
        return new Codes<>(type, text);
    }

    Constant get(E constant) {
        var text = constants.get(constant);
        if (text == null) {
            throw new IllegalArgumentException("not a constant of the enum: " + constant);
        }
        return text;
    }
}
