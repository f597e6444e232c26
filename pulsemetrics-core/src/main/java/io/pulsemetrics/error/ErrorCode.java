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
    STEP_TWICE(ErrorKind.PROJECT),
    UNDECLARED_DEPENDENCY(ErrorKind.PROJECT),
    UNION_BRANCH(ErrorKind.PROJECT),
    UNUSED_DEPENDENCY(ErrorKind.PROJECT),
    WRONG_DEPENDENCY(ErrorKind.PROJECT),
    WRONG_REFERENCE(ErrorKind.PROJECT),

    SELECTOR(ErrorKind.USAGE),

    POSTGRES_CHOICE_INVALID(ErrorKind.USAGE),
    CONTAINER_ENGINE_MISSING(ErrorKind.USAGE),
    EMBEDDED_POSTGRES_MISSING(ErrorKind.USAGE),
    EMBEDDED_POSTGRES_FAILED(ErrorKind.DATABASE),
    DATA_DIRECTORY_INVALID(ErrorKind.USAGE),
    DATA_DIRECTORY_IN_USE(ErrorKind.LOCKED),
    MIGRATION_FAILED(ErrorKind.DATABASE),
    SCENARIO_INVALID(ErrorKind.USAGE),
    OUTPUT_NOT_WRITABLE(ErrorKind.USAGE),
    CSV_MISSING(ErrorKind.USAGE),
    CSV_HEADER(ErrorKind.DATA),
    CSV_VALUE(ErrorKind.DATA),
    LOAD_LOCKED(ErrorKind.LOCKED),
    LOAD_FAILED(ErrorKind.DATABASE),

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
