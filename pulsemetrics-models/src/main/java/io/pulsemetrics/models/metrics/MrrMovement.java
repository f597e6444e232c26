package io.pulsemetrics.models.metrics;

import io.pulsemetrics.models.codes.Code;

/** What a month did to the MRR of a user: see {@link FctMrrMovements}. */
public enum MrrMovement implements Code {
    NEW,
    REACTIVATION,
    EXPANSION,
    CONTRACTION,
    CHURNED,
    INTRA_MONTH_CHURNED
}
