package io.pulsemetrics.model;

import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Instants, days and months as typed expressions. An instant is a UTC timestamp without zone, a day a date, a month the date of
 * its first day; nothing here depends on the time zone of the session, and lineage sees through all of it.
 *
 * <p>These are the dialect's facts about time, for PostgreSQL: models name what they mean and leave the SQL to this class.
 * NULL in gives NULL out.
 */
public final class Time {
    private static final DataType<LocalDateTime> TIMESTAMP = SQLDataType.LOCALDATETIME;
    private static final DataType<LocalDate> DATE = SQLDataType.LOCALDATE;
    private static final DataType<Integer> INTEGER = SQLDataType.INTEGER;

    private Time() {}

    /** The instant as a UTC timestamp: {@code timezone('UTC', instant)}. */
    public static Field<LocalDateTime> utc(Field<OffsetDateTime> instant) {
        return function("timezone", TIMESTAMP, inline("UTC"), instant);
    }

    /** The day of a UTC timestamp. */
    public static Field<LocalDate> day(Field<LocalDateTime> timestamp) {
        return timestamp.cast(DATE);
    }

    /** Midnight at which the day begins. */
    public static Field<LocalDateTime> startOf(Field<LocalDate> day) {
        return day.cast(TIMESTAMP);
    }

    /** The Monday of the ISO week that the day is in. */
    public static Field<LocalDate> weekOf(Field<LocalDate> day) {
        return truncated("week", day);
    }

    /** The first day of the month that the day is in. */
    public static Field<LocalDate> monthOf(Field<LocalDate> day) {
        return truncated("month", day);
    }

    /** The first day of the year that the day is in. */
    public static Field<LocalDate> yearOf(Field<LocalDate> day) {
        return truncated("year", day);
    }

    /** {@code date_trunc} of a date would go by the session's time zone; of a timestamp it does not. */
    private static Field<LocalDate> truncated(String unit, Field<LocalDate> day) {
        return function("date_trunc", TIMESTAMP, inline(unit), startOf(day)).cast(DATE);
    }

    /** How many days later the second day is; negative if it is earlier. */
    public static Field<Integer> daysBetween(Field<LocalDate> first, Field<LocalDate> second) {
        return DSL.field("({0} - {1})", INTEGER, second, first);
    }

    /** How many calendar months later the month of the second day is; negative if it is earlier. */
    public static Field<Integer> monthsBetween(Field<LocalDate> first, Field<LocalDate> second) {
        return yearNumber(second)
                .minus(yearNumber(first))
                .times(inline(12))
                .plus(monthNumber(second).minus(monthNumber(first)));
    }

    /** So many days later; earlier if negative. */
    public static Field<LocalDate> plusDays(Field<LocalDate> day, int days) {
        return plusDays(day, inline(days));
    }

    /** So many days later; earlier if negative. */
    public static Field<LocalDate> plusDays(Field<LocalDate> day, Field<Integer> days) {
        return DSL.field("({0} + {1})", DATE, day, days);
    }

    /** So many months later, earlier if negative; a day that the month lacks becomes its last. */
    public static Field<LocalDate> plusMonths(Field<LocalDate> day, int months) {
        return plusMonths(day, inline(months));
    }

    /** So many months later, earlier if negative; a day that the month lacks becomes its last. */
    public static Field<LocalDate> plusMonths(Field<LocalDate> day, Field<Integer> months) {
        return DSL.field("({0} + {1})", TIMESTAMP, startOf(day), interval(inline(0), months, inline(0), inline(0)))
                .cast(DATE);
    }

    /** So many hours after the instant; before it if negative. */
    public static Field<LocalDateTime> plusHours(Field<LocalDateTime> timestamp, int hours) {
        return DSL.field(
                "({0} + {1})",
                TIMESTAMP, timestamp, interval(inline(0), inline(0), inline(0), inline(0), inline(hours)));
    }

    /**
     * A row for each day from the first to the last, both included; none if the last is earlier. For a column of a step, not
     * inside another expression.
     */
    public static Field<LocalDate> eachDay(Field<LocalDate> first, Field<LocalDate> last) {
        return series(first, last, interval(inline(0), inline(0), inline(0), inline(1)));
    }

    /**
     * A row for each month from that of the first day to that of the last, both included. For a column of a step, not inside
     * another expression.
     */
    public static Field<LocalDate> eachMonth(Field<LocalDate> first, Field<LocalDate> last) {
        return series(monthOf(first), monthOf(last), interval(inline(0), inline(1)));
    }

    private static Field<LocalDate> series(Field<LocalDate> first, Field<LocalDate> last, Field<?> step) {
        return function("generate_series", TIMESTAMP, startOf(first), startOf(last), step)
                .cast(DATE);
    }

    /** {@code make_interval(years, months, weeks, days, hours)}, as far as given. */
    private static Field<?> interval(Field<?>... parts) {
        return function("make_interval", SQLDataType.INTERVAL, parts);
    }

    /** The day as a number: 20260304 for 4 March 2026. */
    public static Field<Integer> dateKey(Field<LocalDate> day) {
        return yearNumber(day)
                .times(inline(10_000))
                .plus(monthNumber(day).times(inline(100)))
                .plus(part("day", day));
    }

    /** The calendar year. */
    public static Field<Integer> yearNumber(Field<LocalDate> day) {
        return part("year", day);
    }

    /** The quarter of the calendar year, from 1 to 4. */
    public static Field<Integer> quarterNumber(Field<LocalDate> day) {
        return part("quarter", day);
    }

    /** The month of the year, from 1 to 12. */
    public static Field<Integer> monthNumber(Field<LocalDate> day) {
        return part("month", day);
    }

    /** The ISO 8601 week of the year, from 1 to 53. */
    public static Field<Integer> isoWeekNumber(Field<LocalDate> day) {
        return part("week", day);
    }

    /** The ISO 8601 day of the week, from 1 for Monday to 7 for Sunday. */
    public static Field<Integer> isoDayOfWeek(Field<LocalDate> day) {
        return part("isodow", day);
    }

    /** {@code date_part}, since jOOQ takes what {@code extract} gives for an integer and PostgreSQL for a numeric. */
    private static Field<Integer> part(String part, Field<LocalDate> day) {
        return function("date_part", SQLDataType.DOUBLE, inline(part), day).cast(INTEGER);
    }

    /** The English name of the month: March. */
    public static Field<String> monthName(Field<LocalDate> day) {
        return formatted(day, "FMMonth");
    }

    /** The English name of the day of the week: Wednesday. */
    public static Field<String> dayName(Field<LocalDate> day) {
        return formatted(day, "FMDay");
    }

    private static Field<String> formatted(Field<LocalDate> day, String format) {
        return function("to_char", SQLDataType.CLOB, startOf(day), inline(format));
    }
}
