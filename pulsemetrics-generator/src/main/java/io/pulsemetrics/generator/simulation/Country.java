package io.pulsemetrics.generator.simulation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where users live. The offset from UTC is the standard one all year round: with summer time, the data would hang on the time zone
 * tables of the JDK that makes it.
 */
enum Country {
    US(0.36, -6 * 60),
    GB(0.12, 0),
    DE(0.10, 60),
    IN(0.09, 330),
    CA(0.08, -5 * 60),
    FR(0.07, 60),
    BR(0.06, -3 * 60),
    NL(0.05, 60),
    AU(0.04, 10 * 60),
    JP(0.03, 9 * 60);

    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final List<Double> ACTIVITY_BY_HOUR = List.of(
            0.3, 0.2, 0.1, 0.1, 0.1, 0.3, 0.9, 2.2, 5.0, 7.8, 8.8, 8.4, 6.2, 7.4, 8.6, 8.4, 7.4, 5.8, 3.8, 2.8, 2.6,
            2.4, 1.6, 0.8);
    private static final Weighted<Integer> HOURS =
            Weighted.of(IntStream.range(0, 24).boxed().toList(), ACTIVITY_BY_HOUR::get);

    private final double share;
    private final int offsetMinutes;

    Country(double share, int offsetMinutes) {
        this.share = share;
        this.offsetMinutes = offsetMinutes;
    }

    /** Its part of all users. */
    double share() {
        return share;
    }

    /** A second of the UTC day at which somebody here is likely to be at work: the local clock, wrapped into the UTC day. */
    int secondOfUtcDay(Draws draws) {
        var local = HOURS.draw(draws) * 3_600 + draws.below(3_600);
        return Math.floorMod(local - offsetMinutes * 60, SECONDS_OF_A_DAY);
    }
}
