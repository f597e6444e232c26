package io.pulsemetrics.generator.damage;

import org.jooq.types.DayToSecond;

/** Stretches of time. */
final class Times {
    static final DayToSecond HOUR = new DayToSecond(0, 1);
    static final DayToSecond DAY = new DayToSecond(1);

    private Times() {}

    static DayToSecond days(int count) {
        return new DayToSecond(count);
    }
}
