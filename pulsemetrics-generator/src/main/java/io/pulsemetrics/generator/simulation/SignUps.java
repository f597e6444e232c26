package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.User;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When users sign up and get to be activated. Sign-ups grow from month to month, follow the seasons and vary from day to day; users are
 * numbered by the day on which they signed up.
 */
final class SignUps {
    private static final double GROWTH_A_DAY = 0.025 / 30;
    private static final double DAILY_NOISE = 0.12;
    private static final long NOISE_STREAM = -1;
    private static final double SECONDS_OF_A_DAY = 86_400;

    private final Scenario scenario;
    private final Instant end;
    private final Weighted<LocalDate> days;

    SignUps(Scenario scenario) {
        this.scenario = scenario;
        this.end = scenario.end();
        this.days = weigh(scenario);
    }

    private static Weighted<LocalDate> weigh(Scenario scenario) {
        var start = scenario.startDate();
        var noise = Draws.of(scenario.seed(), NOISE_STREAM);
        List<LocalDate> all = start.datesUntil(scenario.endDate().plusDays(1)).toList();
        Map<LocalDate, Double> weights = all.stream()
                .collect(Collectors.toMap(
                        day -> day,
                        day -> StrictMath.exp(GROWTH_A_DAY * (day.toEpochDay() - start.toEpochDay())
                                        + DAILY_NOISE * noise.normal())
                                * Season.ofSignUps(day)));
        return Weighted.of(all, weights::get);
    }

    /** The user with an index from 0; the index is a place in the order of sign-up, so no user needs to know of another. */
    User draw(int index, Persona persona, Draws draws) {
        var day = days.at((index + draws.uniform()) / scenario.users());
        var signedUpAt = day.atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plusSeconds(persona.country().secondOfUtcDay(draws))
                .plusMillis(draws.below(1_000));
        return new User(
                index + 1L,
                persona.country().name(),
                persona.channel(),
                signedUpAt,
                activation(persona, signedUpAt, draws));
    }

    private @Nullable Instant activation(Persona persona, Instant signedUpAt, Draws draws) {
        if (!draws.chance(persona.traits().activation() * (0.65 + 0.7 * persona.breadth()))) {
            return null;
        }
        var days = draws.chance(0.8) ? draws.exponential(1.2) : draws.exponential(10);
        var at = signedUpAt.plusMillis(60_000 + (long) (days * SECONDS_OF_A_DAY * 1_000));
        return at.isAfter(end) ? null : at;
    }
}
