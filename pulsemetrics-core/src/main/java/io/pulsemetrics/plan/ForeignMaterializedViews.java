package io.pulsemetrics.plan;

/** What a publish does with materialized views outside the run that read what it replaces. */
public enum ForeignMaterializedViews {
    /** They are computed anew, on what was built, before anything is locked. */
    RECREATE,
    /** Nothing is replaced under them: the run is refused before it builds. */
    REFUSE
}
