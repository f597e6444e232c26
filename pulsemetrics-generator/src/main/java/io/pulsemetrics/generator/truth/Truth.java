package io.pulsemetrics.generator.truth;

import com.google.common.collect.ImmutableSortedMap;
import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.User;
import io.pulsemetrics.generator.simulation.Simulation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedMap;

/**
 * What the models must find in a set of histories, by the definitions of {@code docs/metrics.md}. The last day is the day of the models'
 * as-of instant and is seen to its end; what happened later is left out. Amounts and counts are exact. Immutable.
 *
 * @param days from the first sign-up to the last day, without gaps
 * @param months from the month of the first sign-up to that of the last day, without gaps
 * @param cohorts every signup month that has users, with each month from it to that of the last day
 * @param adoption every month with every feature
 */
public record Truth(
        SortedMap<LocalDate, DayTruth> days,
        SortedMap<YearMonth, MonthTruth> months,
        SortedMap<CohortMonth, CohortTruth> cohorts,
        SortedMap<FeatureMonth, AdoptionTruth> adoption) {
    /** A signup month and the number of months since, from 0; ordered by both. */
    public record CohortMonth(YearMonth cohort, int monthNumber) implements Comparable<CohortMonth> {
        private static final Comparator<CohortMonth> ORDER =
                Comparator.comparing(CohortMonth::cohort).thenComparingInt(CohortMonth::monthNumber);

        @Override
        public int compareTo(CohortMonth other) {
            return ORDER.compare(this, other);
        }
    }

    /** A month and a feature; ordered by both, features as they are declared. */
    public record FeatureMonth(YearMonth month, Feature feature) implements Comparable<FeatureMonth> {
        private static final Comparator<FeatureMonth> ORDER =
                Comparator.comparing(FeatureMonth::month).thenComparing(FeatureMonth::feature);

        @Override
        public int compareTo(FeatureMonth other) {
            return ORDER.compare(this, other);
        }
    }

    /** Keeps copies that cannot change. */
    public Truth {
        days = ImmutableSortedMap.copyOfSorted(days);
        months = ImmutableSortedMap.copyOfSorted(months);
        cohorts = ImmutableSortedMap.copyOfSorted(cohorts);
        adoption = ImmutableSortedMap.copyOfSorted(adoption);
    }

    /**
     * The truth about some users.
     *
     * @param histories at least one, none of which does anything before the first of them signed up
     * @param lastDay no earlier than the first sign-up
     */
    public static Truth of(Collection<History> histories, LocalDate lastDay) {
        var first = histories.stream()
                .map(History::user)
                .map(User::signedUpAt)
                .min(Comparator.<Instant>naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("there is no truth about nobody"));
        var tally = new Tally(new Axis(LocalDate.ofInstant(first, ZoneOffset.UTC), lastDay));
        histories.forEach(tally::add);
        return TruthTables.of(tally);
    }

    /** The truth about all users of a simulation up to the end of its scenario, found by the given number of threads. */
    public static Truth of(Simulation simulation, int threads) {
        return TruthTables.of(SimulationTally.of(simulation, threads));
    }
}
