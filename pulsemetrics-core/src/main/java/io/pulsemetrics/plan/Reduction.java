package io.pulsemetrics.plan;

import java.time.Duration;

/**
 * That a run tries models on a part of the data. Such a run builds everything anew in the build schemas, asks the checks that hold of any
 * part of the rows, and publishes nothing.
 */
public sealed interface Reduction {

    /** No rows at all: the queries are planned and the relations created. No check is asked. */
    record Empty() implements Reduction {}

    /**
     * Of each relation that the run reads and does not build, some rows.
     *
     * @param rows how many at most
     */
    record Limit(long rows) implements Reduction {
        public Limit {
            if (rows < 1) {
                throw new IllegalArgumentException("at least one row is read, not " + rows);
            }
        }
    }

    /**
     * Of what is read with a time, the rows of the last stretch before the as-of instant; of all else, all rows.
     *
     * @param last how long the stretch is
     */
    record Sample(Duration last) implements Reduction {
        public Sample {
            if (last.isNegative() || last.isZero()) {
                throw new IllegalArgumentException("a stretch of time has a length, not " + last);
            }
        }
    }
}
