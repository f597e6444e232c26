package io.pulsemetrics.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them, the same in every locale. */
public final class Show {
    private Show() {}

    /** {@code 10,000}. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 row}, {@code 10,000 rows}. */
    public static String rows(long count) {
        return count == 1 ? "1 row" : number(count) + " rows";
    }

    /** {@code 12,345.60}: with thousands separators and as many decimals as the amount has. */
    public static String amount(BigDecimal value) {
        return String.format(Locale.ROOT, "%,." + Math.max(value.scale(), 0) + "f", value);
    }

    /** {@code 0.41 s}, {@code 12.3 s}, {@code 2 min 5 s}. */
    public static String time(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds >= 119.95) {
            return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
}
