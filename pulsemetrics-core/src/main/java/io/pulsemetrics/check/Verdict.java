package io.pulsemetrics.check;

/** What the answer to a check means for the run. */
public enum Verdict {
    /** No violations, or no more than are tolerated. */
    PASSED,
    /** More violations than are tolerated in silence; the run goes on. */
    WARNED,
    /** Too many violations: the relation, and all that depends on it, is not published. */
    FAILED
}
