package io.pulsemetrics.generator.history;

import java.util.Locale;

/** A value of a closed set that the raw tables store as a code. */
public interface Coded {
    /** The constant's name. */
    String name();

    /** As the raw tables write it: the constant's name in lower case. */
    default String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
