package io.pulsemetrics.examples.command;

import io.pulsemetrics.generator.simulation.Scenario;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What data is made. */
final class ScenarioOptions {
    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "" + Scenario.DEFAULT_USERS,
            description = "How many users sign up; default: ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "" + Scenario.DEFAULT_SEED,
            description = "Another number makes other data; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--end-date",
            paramLabel = "D",
            description = "The last UTC day of the 24 months of data, such as 2026-06-30; default: yesterday.")
    private @Nullable LocalDate endDate;

    Scenario scenario(Clock clock) {
        var end = endDate == null
                ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1)
                : endDate;
        return new Scenario(users, seed, end, Scenario.DEFAULT_MONTHS);
    }
}
