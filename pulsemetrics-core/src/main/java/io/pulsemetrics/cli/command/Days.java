package io.pulsemetrics.cli.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.TypeConversionException;

/** Days and instants as options give them. */
public final class Days {
    private Days() {}

    static LocalDate parse(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'%s' is not a day such as 2026-06-30".formatted(text));
        }
    }

    /** An instant, or a day, which means its end. */
    static Instant parseInstant(String text) {
        try {
            return text.length() == 10 ? end(LocalDate.parse(text)) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'%s' is neither an instant such as 2026-06-30T12:00:00Z nor a day such as 2026-06-30"
                            .formatted(text));
        }
    }

    /** The last microsecond of a UTC day. */
    public static Instant end(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(1, ChronoUnit.MICROS);
    }
}
