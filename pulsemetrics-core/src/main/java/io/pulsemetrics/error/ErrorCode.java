package io.pulsemetrics.error;

import java.util.Locale;

/** Every problem PulseMetrics reports, by name; {@code docs/errors.md} gives cause and remedy of each. */
public enum ErrorCode {
    COLUMN_TWICE(ErrorKind.PROJECT),
    CYCLE(ErrorKind.PROJECT),
    NULL_EXPRESSION(ErrorKind.PROJECT),
    SEED_FILE(ErrorKind.PROJECT),
    STEP_TWICE(ErrorKind.PROJECT),
    UNION_BRANCH(ErrorKind.PROJECT),
    WRONG_DEPENDENCY(ErrorKind.PROJECT),

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
