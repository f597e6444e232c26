package io.pulsemetrics.model;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** The length of the intervals of an incremental model, on the UTC calendar. */
public enum Grain {
    HOUR,
    DAY,
    /** From Monday to Sunday. */
    WEEK,
    MONTH,
    YEAR;

    /** The beginning of the interval that the instant is in. */
    public LocalDateTime floor(LocalDateTime instant) {
        return switch (this) {
            case HOUR -> instant.truncatedTo(ChronoUnit.HOURS);
            case DAY -> instant.truncatedTo(ChronoUnit.DAYS);
            case WEEK -> instant.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> instant.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            case YEAR -> instant.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
        };
    }

    /** The end of the interval that the instant is in; it belongs to the next one. */
    public LocalDateTime ceiling(LocalDateTime instant) {
        return plus(floor(instant), 1);
    }

    /** So many intervals later. */
    public LocalDateTime plus(LocalDateTime beginning, int intervals) {
        return switch (this) {
            case HOUR -> beginning.plusHours(intervals);
            case DAY -> beginning.plusDays(intervals);
            case WEEK -> beginning.plusWeeks(intervals);
            case MONTH -> beginning.plusMonths(intervals);
            case YEAR -> beginning.plusYears(intervals);
        };
    }

    /** How many intervals begin in the range from this instant to before that one. */
    public int count(LocalDateTime from, LocalDateTime to) {
        int count = 0;
        for (var begin = floor(from).equals(from) ? from : ceiling(from); begin.isBefore(to); begin = plus(begin, 1)) {
            count++;
        }
        return count;
    }
}
