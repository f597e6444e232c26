package io.pulsemetrics.error;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong.
 *
 * @param code what kind of problem it is
 * @param where model, column, file and line, relation: as near as is known
 * @param message what is wrong, as one sentence without the full stop
 * @param remedy what to do, as one sentence without the full stop; never empty
 */
public record Problem(ErrorCode code, String where, String message, String remedy) {
    public Problem {
        requireNonNull(code, "code");
        if (where.isBlank() || message.isBlank() || remedy.isBlank()) {
            throw new IllegalArgumentException("a problem says where it is, what is wrong and what to do");
        }
    }

    /** {@code where: message. Remedy. [code]} */
    @Override
    public String toString() {
        return "%s: %s. %s. [%s]".formatted(where, message, remedy, code);
    }
}
