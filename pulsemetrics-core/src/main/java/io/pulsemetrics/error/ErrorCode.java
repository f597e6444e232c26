package io.pulsemetrics.error;

import java.util.Locale;

/** Every problem PulseMetrics reports, by name; {@code docs/errors.md} gives cause and remedy of each. */
public enum ErrorCode {
    INTERNAL_ERROR(ErrorKind.INTERNAL),
    POSTGRES_CHOICE_INVALID(ErrorKind.USAGE),
    CONTAINER_ENGINE_MISSING(ErrorKind.USAGE),
    POSTGRES_REFUSED(ErrorKind.DATABASE),
    EMBEDDED_POSTGRES_MISSING(ErrorKind.USAGE),
    EMBEDDED_POSTGRES_FAILED(ErrorKind.DATABASE),
    DATA_DIRECTORY_INVALID(ErrorKind.USAGE),
    DATA_DIRECTORY_IN_USE(ErrorKind.LOCKED),
    MIGRATION_FAILED(ErrorKind.DATABASE);

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
