package io.pulsemetrics.run;

import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.plan.ForeignMaterializedViews;

/**
 * How a run publishes.
 *
 * @param mode what is published, and in how many transactions
 * @param keptSets how many sets of replaced relations are kept for {@link ModelRunner#rollback()}: each publish that replaces
 *     something moves what it replaced to {@code <schema>__kept1}, what was there to {@code <schema>__kept2}, and so on; from 0 to 9
 * @param materializedViews what becomes of materialized views outside the run that read what it replaces
 */
public record Publishing(PublishMode mode, int keptSets, ForeignMaterializedViews materializedViews) {
    /** Everything or nothing; what was replaced is dropped, and materialized views outside the run are recreated. */
    public static final Publishing WHOLE = new Publishing(PublishMode.WHOLE, 0, ForeignMaterializedViews.RECREATE);

    public Publishing {
        if (keptSets < 0 || keptSets > BuildNames.MOST_KEPT_SETS) {
            throw new IllegalArgumentException("from 0 to 9 sets of replaced relations can be kept, not " + keptSets);
        }
    }

    /** The same, in this mode. */
    public Publishing in(PublishMode other) {
        return new Publishing(other, keptSets, materializedViews);
    }

    /** The same, keeping so many sets of replaced relations. */
    public Publishing keeping(int sets) {
        return new Publishing(mode, sets, materializedViews);
    }

    /** The same, refusing to replace what materialized views outside the run read. */
    public Publishing refusingMaterializedViews() {
        return new Publishing(mode, keptSets, ForeignMaterializedViews.REFUSE);
    }
}
