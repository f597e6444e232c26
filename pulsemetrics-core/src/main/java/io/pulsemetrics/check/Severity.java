package io.pulsemetrics.check;

/** What a violated check means for the run. */
public enum Severity {
    /** The relation, and all that depends on it, is not published. */
    ERROR,
    /** The run goes on and the violation is reported. */
    WARN
}
