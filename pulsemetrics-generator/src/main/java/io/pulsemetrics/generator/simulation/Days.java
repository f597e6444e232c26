package io.pulsemetrics.generator.simulation;

import java.time.Instant;

/** UTC days as numbers: days since 1970-01-01, as {@link java.time.LocalDate#toEpochDay()} counts them. */
final class Days {
    static final long SECONDS = 86_400;
    static final long MILLIS = SECONDS * 1_000;

    private Days() {}

    /** The UTC day of an instant. */
    static long of(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS);
    }
}
