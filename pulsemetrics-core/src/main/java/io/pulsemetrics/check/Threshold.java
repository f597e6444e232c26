package io.pulsemetrics.check;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How many violations are too many. Of a number and a share that are both given, either is enough to exceed it.
 *
 * @param rows more violations than these are too many; null if the number does not matter
 * @param percent more percent of the rows that the check looks at are too many; null if the share does not matter
 */
public record Threshold(@Nullable Long rows, @Nullable BigDecimal percent) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** One violation is too many. */
    public static final Threshold ANY = new Threshold(null, null);

    public Threshold {
        if (rows != null && rows < 0) {
            throw new IllegalArgumentException("a threshold of %d violations is negative".formatted(rows));
        }
        if (percent != null && (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0)) {
            throw new IllegalArgumentException("a threshold of %s %% is not between 0 and 100".formatted(percent));
        }
    }

    Threshold orRows(long number) {
        return new Threshold(number, percent);
    }

    Threshold orPercent(double share) {
        return new Threshold(rows, BigDecimal.valueOf(share));
    }

    /**
     * Whether there are too many.
     *
     * @param violations how many there are
     * @param of how many rows the check looked at; not used without a share
     */
    public boolean isExceeded(long violations, long of) {
        if (rows == null && percent == null) {
            return violations > 0;
        }
        return (rows != null && violations > rows)
                || (percent != null
                        && BigDecimal.valueOf(violations)
                                        .multiply(HUNDRED)
                                        .compareTo(percent.multiply(BigDecimal.valueOf(of)))
                                > 0);
    }
}
