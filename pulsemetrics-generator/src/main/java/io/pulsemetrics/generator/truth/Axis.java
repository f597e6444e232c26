package io.pulsemetrics.generator.truth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/** The UTC days from the first to the last, and the calendar months that they are in, as numbers from 0. */
final class Axis {
    private static final long SECONDS_OF_A_DAY = 86_400;

    private final LocalDate first;
    private final LocalDate last;
    private final YearMonth firstMonth;
    private final int[] monthOfDay;

    Axis(LocalDate first, LocalDate last) {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("the last day %s is before the first, %s".formatted(last, first));
        }
        this.first = first;
        this.last = last;
        this.firstMonth = YearMonth.from(first);
        this.monthOfDay = first.datesUntil(last.plusDays(1))
                .mapToInt(day -> (int) firstMonth.until(YearMonth.from(day), ChronoUnit.MONTHS))
                .toArray();
    }

    int days() {
        return monthOfDay.length;
    }

    int months() {
        return monthOfDay[days() - 1] + 1;
    }

    /** The number of an instant's day; {@link #days()} or more after the last, negative before the first. */
    int day(Instant instant) {
        return Math.toIntExact(Math.floorDiv(instant.getEpochSecond(), SECONDS_OF_A_DAY) - first.toEpochDay());
    }

    boolean contains(Instant instant) {
        return day(instant) < days();
    }

    int monthOf(int day) {
        return monthOfDay[day];
    }

    /** The first day of a month, or of the axis where that is later. */
    int firstDayOf(int month) {
        return Math.max(0, number(yearMonth(month).atDay(1)));
    }

    /** The last day of a month, or of the axis where that is earlier. */
    int lastDayOf(int month) {
        return Math.min(days() - 1, number(yearMonth(month).atEndOfMonth()));
    }

    /** Whether a month ended before the last day. */
    boolean complete(int month) {
        return yearMonth(month).atEndOfMonth().isBefore(last);
    }

    LocalDate date(int day) {
        return first.plusDays(day);
    }

    YearMonth yearMonth(int month) {
        return firstMonth.plusMonths(month);
    }

    private int number(LocalDate day) {
        return Math.toIntExact(first.until(day, ChronoUnit.DAYS));
    }
}
