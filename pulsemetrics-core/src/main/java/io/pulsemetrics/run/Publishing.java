package io.pulsemetrics.run;

import io.pulsemetrics.model.BuildNames;

/**
 * How a run publishes.
 *
 * @param mode what is published, and in how many transactions
 * @param keptSets how many sets of replaced relations are kept for {@link ModelRunner#rollback()}: each publish that replaces
 *     something moves what it replaced to {@code <schema>__kept1}, what was there to {@code <schema>__kept2}, and so on; from 0 to 9
 */
public record Publishing(PublishMode mode, int keptSets) {
    /** Everything or nothing, and what was replaced is dropped. */
    public static final Publishing WHOLE = new Publishing(PublishMode.WHOLE, 0);

    public Publishing {
        if (keptSets < 0 || keptSets > BuildNames.MOST_KEPT_SETS) {
            throw new IllegalArgumentException("from 0 to 9 sets of replaced relations can be kept, not " + keptSets);
        }
    }

    /** The same, in this mode. */
    public Publishing in(PublishMode other) {
        return new Publishing(other, keptSets);
    }

    /** The same, keeping so many sets of replaced relations. */
    public Publishing keeping(int sets) {
        return new Publishing(mode, sets);
    }
}
