package io.pulsemetrics.models.codes;

/** Where a user stands on the day of as-of: see {@link io.pulsemetrics.models.dimensions.DimUsers#LIFECYCLE_STAGE}. */
public enum LifecycleStage implements Code {
    PAYING,
    TRIAL,
    CHURNED,
    FREE
}
