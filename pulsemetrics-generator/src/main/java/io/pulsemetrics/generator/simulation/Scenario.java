package io.pulsemetrics.generator.simulation;

import static java.util.Objects.requireNonNull;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What to simulate. Equal scenarios give equal data, to the byte.
 *
 * @param users how many users sign up, 1 to 50,000,000
 * @param seed any number: another seed is another, equally likely, set of users
 * @param endDate the last UTC day with data; nothing happens after it
 * @param months how many months the data covers, 1 to 120; the last of them ends with {@code endDate}
 */
public record Scenario(int users, long seed, LocalDate endDate, int months) {
    /** The default number of users. */
    public static final int DEFAULT_USERS = 10_000;
    /** The default seed. */
    public static final long DEFAULT_SEED = 42;
    /** The default number of months. */
    public static final int DEFAULT_MONTHS = 24;

    private static final int MOST_USERS = 50_000_000;
    private static final int MOST_MONTHS = 120;

    /**
     * Checks the bounds.
     *
     * @throws PulseException {@link ErrorCode#SCENARIO_INVALID}
     */
    public Scenario {
        requireNonNull(endDate, "endDate");
        requireWithin("users", users, MOST_USERS);
        requireWithin("months", months, MOST_MONTHS);
        if (endDate.getYear() < 1980 || endDate.getYear() > 9000) {
            throw invalid("the end date is " + endDate, "Choose a day of the years 1980 to 9000");
        }
    }

    /** The default scenario that ends with the given UTC day: 10,000 users in 24 months, seed 42. */
    public static Scenario endingOn(LocalDate endDate) {
        return new Scenario(DEFAULT_USERS, DEFAULT_SEED, endDate, DEFAULT_MONTHS);
    }

    /** The same with another number of users. */
    public Scenario withUsers(int count) {
        return new Scenario(count, seed, endDate, months);
    }

    /** The same with another seed. */
    public Scenario withSeed(long number) {
        return new Scenario(users, number, endDate, months);
    }

    /** The same over another number of months. */
    public Scenario withMonths(int count) {
        return new Scenario(users, seed, endDate, count);
    }

    /** The first UTC day: nothing happens before it. */
    public LocalDate startDate() {
        return endDate.plusDays(1).minusMonths(months);
    }

    /** The last microsecond of {@link #endDate()}: the as-of instant at which the models see all of the data and no empty day. */
    public Instant end() {
        return endDate.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(1, ChronoUnit.MICROS);
    }

    private static void requireWithin(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw invalid(
                    "the number of %s is %,d".formatted(what, value), "Choose a number from 1 to %,d".formatted(most));
        }
    }

    private static PulseException invalid(String message, String remedy) {
        return PulseException.of(ErrorCode.SCENARIO_INVALID, "scenario", message, remedy);
    }
}
