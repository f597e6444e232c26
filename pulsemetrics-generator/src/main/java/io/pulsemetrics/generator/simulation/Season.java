package io.pulsemetrics.generator.simulation;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;

/** How busy a day is, compared with an ordinary working day (1.0). */
final class Season {
    private static final MonthDay CHRISTMAS_BEGINS = MonthDay.of(12, 21);
    private static final MonthDay NEW_YEAR_ENDS = MonthDay.of(1, 2);

    private Season() {}

    /** For the use of the product: quiet weekends, summers and year ends. */
    static double ofUse(LocalDate day) {
        return ofYear(day) * useOfWeek(day.getDayOfWeek());
    }

    /** For sign-ups: as for use, with weekends less quiet and a push after New Year and after the summer. */
    static double ofSignUps(LocalDate day) {
        var push = day.getMonthValue() == 1 || day.getMonthValue() == 9 ? 1.15 : 1.0;
        return push * ofYear(day) * signUpsOfWeek(day.getDayOfWeek());
    }

    private static double ofYear(LocalDate day) {
        var date = MonthDay.from(day);
        if (!date.isBefore(CHRISTMAS_BEGINS) || !date.isAfter(NEW_YEAR_ENDS)) {
            return 0.45;
        }
        return switch (day.getMonth()) {
            case JULY -> 0.9;
            case AUGUST -> 0.8;
            case JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER -> 1.0;
        };
    }

    private static double useOfWeek(DayOfWeek day) {
        return switch (day) {
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> 1.0;
            case FRIDAY -> 0.85;
            case SATURDAY -> 0.35;
            case SUNDAY -> 0.3;
        };
    }

    private static double signUpsOfWeek(DayOfWeek day) {
        return switch (day) {
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> 1.0;
            case FRIDAY -> 0.85;
            case SATURDAY -> 0.55;
            case SUNDAY -> 0.5;
        };
    }
}
