package io.pulsemetrics.generator.truth;

import java.math.BigDecimal;

/** Sums of columns, and cents as dollars. */
final class Sums {
    private Sums() {}

    /** Adds column by column. */
    static void add(long[] into, long[] more) {
        for (var i = 0; i < into.length; i++) {
            into[i] += more[i];
        }
    }

    /** Adds cell by cell. */
    static void add(long[][] into, long[][] more) {
        for (var i = 0; i < into.length; i++) {
            add(into[i], more[i]);
        }
    }

    /** Hundredths as a number of two decimals. */
    static BigDecimal hundredths(long value) {
        return BigDecimal.valueOf(value, 2);
    }
}
