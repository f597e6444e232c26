package io.pulsemetrics.error;

import java.util.Locale;

/** Every problem PulseMetrics reports, by name; {@code docs/errors.md} gives cause and remedy of each. */
public enum ErrorCode {
    AS_OF_IN_VIEW(ErrorKind.PROJECT),
    CHECK_TWICE(ErrorKind.PROJECT),
    COLUMN_NOT_IN_FROM(ErrorKind.PROJECT),
    COLUMN_TWICE(ErrorKind.PROJECT),
    CYCLE(ErrorKind.PROJECT),
    NAME_TOO_LONG(ErrorKind.PROJECT),
    NAME_TWICE(ErrorKind.PROJECT),
    NO_COLUMNS(ErrorKind.PROJECT),
    NULL_EXPRESSION(ErrorKind.PROJECT),
    OUTSIDE_PROJECT(ErrorKind.PROJECT),
    PARAMETER_TWICE(ErrorKind.PROJECT),
    QUERY_COLUMNS(ErrorKind.PROJECT),
    QUERY_FAILED(ErrorKind.PROJECT),
    SEED_FILE(ErrorKind.PROJECT),
    MATERIALIZATION(ErrorKind.PROJECT),
    STEP_TWICE(ErrorKind.PROJECT),
    /** How a model is stored does not fit what it becomes. */
    TABLE_PROPERTY(ErrorKind.PROJECT),
    TYPE_MISMATCH(ErrorKind.PROJECT),
    UNDECLARED_DEPENDENCY(ErrorKind.PROJECT),
    UNION_BRANCH(ErrorKind.PROJECT),
    UNUSED_DEPENDENCY(ErrorKind.PROJECT),
    WRONG_DEPENDENCY(ErrorKind.PROJECT),
    WRONG_REFERENCE(ErrorKind.PROJECT),

    CONTAINER_ENGINE_MISSING(ErrorKind.USAGE),
    CSV_MISSING(ErrorKind.USAGE),
    /** There is no such way to damage data. */
    DAMAGE_UNKNOWN(ErrorKind.USAGE),
    DATA_DIRECTORY_INVALID(ErrorKind.USAGE),
    EMBEDDED_POSTGRES_MISSING(ErrorKind.USAGE),
    /** What a unit test gives a model, or expects of it, does not fit. */
    FIXTURE_INVALID(ErrorKind.USAGE),
    /** The directory of the embedded database holds none. */
    NO_DATABASE_YET(ErrorKind.USAGE),
    /** There is no set of replaced relations to go back to. */
    NOTHING_KEPT(ErrorKind.USAGE),
    /** No audited build waits to be published. */
    NOTHING_TO_PUBLISH(ErrorKind.USAGE),
    OUTPUT_NOT_WRITABLE(ErrorKind.USAGE),
    PARAMETER(ErrorKind.USAGE),
    /** A plan is not what there is to do any more. */
    PLAN_OUTDATED(ErrorKind.USAGE),
    POSTGRES_CHOICE_INVALID(ErrorKind.USAGE),
    SCENARIO_INVALID(ErrorKind.USAGE),
    SELECTOR(ErrorKind.USAGE),
    URL_INVALID(ErrorKind.USAGE),

    CSV_HEADER(ErrorKind.DATA),
    CSV_VALUE(ErrorKind.DATA),
    /** A query returns several rows of one key where there may be one. */
    KEY_TWICE(ErrorKind.DATA),
    /** A query returns rows of intervals that it was not asked for. */
    OUTSIDE_INTERVAL(ErrorKind.DATA),

    CANCELLED(ErrorKind.DATABASE),
    /** A published relation, or what depends on it, cannot be replaced as it stands. */
    CANNOT_REPLACE(ErrorKind.DATABASE),
    /** PostgreSQL ended a transaction in favour of another session's: a deadlock or a serialization failure. */
    CONFLICT(ErrorKind.DATABASE),
    /** The connection to the database was lost or could not be had. */
    CONNECTION_FAILED(ErrorKind.DATABASE),
    /** The server has no room left on its disk, or a role no more for its temporary files. */
    DISK_FULL(ErrorKind.DATABASE),
    EMBEDDED_POSTGRES_FAILED(ErrorKind.DATABASE),
    /** A schema has the name of a build schema but was not made by PulseMetrics. */
    FOREIGN_SCHEMA(ErrorKind.DATABASE),
    LOAD_FAILED(ErrorKind.DATABASE),
    MIGRATION_FAILED(ErrorKind.DATABASE),
    MISSING_RELATION(ErrorKind.DATABASE),
    /** The database's role lacks a right; the remedy is the statement that gives it. */
    MISSING_RIGHT(ErrorKind.DATABASE),
    POSTGRES_REFUSED(ErrorKind.DATABASE),
    /** A source is not any more as its class says. */
    SOURCE_CHANGED(ErrorKind.DATABASE),
    /** The locks of a publish could not be had. */
    PUBLISH_BLOCKED(ErrorKind.DATABASE),
    /** A statement was cancelled: it took too long, or somebody cancelled it. */
    STATEMENT_CANCELLED(ErrorKind.DATABASE),
    /** PostgreSQL refused a statement. */
    STATEMENT_FAILED(ErrorKind.DATABASE),
    /** The columns of an incremental model or a snapshot are no longer those of its table. */
    SCHEMA_CHANGED(ErrorKind.DATABASE),
    /** The connection that should hold the target's lock does not. */
    TARGET_LOCK_LOST(ErrorKind.DATABASE),
    /** A view that reads a replaced relation cannot be created again on the new one. */
    VIEW_CANNOT_FOLLOW(ErrorKind.DATABASE),
    /** A worker of an earlier run could not be ended. */
    WORKER_STILL_ALIVE(ErrorKind.DATABASE),

    DATA_DIRECTORY_IN_USE(ErrorKind.LOCKED),
    LOAD_LOCKED(ErrorKind.LOCKED),
    /** Another session holds the lock of the target. */
    TARGET_LOCKED(ErrorKind.LOCKED),

    INTERNAL_ERROR(ErrorKind.INTERNAL);

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
