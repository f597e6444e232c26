package io.pulsemetrics.error;

import java.util.Locale;

/** Every problem PulseMetrics reports, by name; {@code docs/errors.md} gives cause and remedy of each. */
public enum ErrorCode {
    INTERNAL_ERROR(ErrorKind.INTERNAL),
    /** Another session holds the lock of the target. */
    TARGET_LOCKED(ErrorKind.LOCKED),
    /** The connection that held the target's lock holds it no longer. */
    TARGET_LOCK_LOST(ErrorKind.DATABASE),
    /** A published relation, or what depends on it, cannot be replaced as it stands. */
    CANNOT_REPLACE(ErrorKind.DATABASE),
    /** The database's role lacks a right; the remedy is the statement that gives it. */
    MISSING_RIGHT(ErrorKind.DATABASE),
    /** The locks of a publish could not be had. */
    PUBLISH_BLOCKED(ErrorKind.DATABASE),
    /** A view that reads a replaced relation cannot be created again on the new one. */
    VIEW_CANNOT_FOLLOW(ErrorKind.DATABASE),
    /** A schema has the name of a build schema but is not PulseMetrics'. */
    FOREIGN_SCHEMA(ErrorKind.DATABASE),
    /** A schema's name leaves no room for the suffix of its build schema. */
    SCHEMA_NAME_TOO_LONG(ErrorKind.PROJECT),
    /** A worker of an earlier run could not be ended. */
    WORKER_STILL_ALIVE(ErrorKind.DATABASE),
    /** The connection to the database was lost or could not be had. */
    CONNECTION_FAILED(ErrorKind.DATABASE),
    /** PostgreSQL refused a statement. */
    STATEMENT_FAILED(ErrorKind.DATABASE);

    private final ErrorKind kind;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
    }

    /** Whose turn it is to act. */
    public ErrorKind kind() {
        return kind;
    }

    /** The code as messages and documents write it: {@code lower-case-with-hyphens}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return id();
    }
}
