package io.pulsemetrics.error;

/** Whose turn it is to act, and the exit code of a command that ends with such an error. */
public enum ErrorKind {
    /** The data is not as declared: a check or a model failed. */
    DATA(1),
    /** The command or call was wrong: an unknown option, a selector that matches nothing. */
    USAGE(2),
    /** The project is wrong: a cycle, a missing dependency, two models of one name. */
    PROJECT(3),
    /** The database is wrong or out of reach: a bad URL, missing rights, a lost connection. */
    DATABASE(4),
    /** Another run holds the target. */
    LOCKED(5),
    /** A defect of PulseMetrics itself. */
    INTERNAL(70);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of a process that ends because of an error of this kind. */
    public int exitCode() {
        return exitCode;
    }
}
