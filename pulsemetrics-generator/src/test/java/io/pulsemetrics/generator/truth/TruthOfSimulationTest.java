package io.pulsemetrics.generator.truth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.history.Event;
import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.generator.simulation.Simulation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The truth of a small scenario against the definitions applied naively: sets of users for each window, a sum for each user and day. */
class TruthOfSimulationTest {
    private static final Scenario SCENARIO =
            Scenario.endingOn(LocalDate.of(2026, 2, 17)).withUsers(250).withMonths(9);
    private static final List<History> USERS = users();
    private static final Truth TRUTH = SyntheticData.of(SCENARIO).withThreads(3).truth();
    private static final Map<History, Set<LocalDate>> ACTIVE_DAYS = USERS.stream()
            .collect(Collectors.toMap(
                    Function.identity(),
                    user -> events(user).map(event -> date(event.at())).collect(Collectors.toSet())));

    private static List<History> users() {
        var simulation = new Simulation(SCENARIO);
        return IntStream.range(0, SCENARIO.users())
                .mapToObj(simulation::history)
                .toList();
    }

    private static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Stream<Event> events(History user) {
        return user.sessions().stream().flatMap(session -> session.events().stream());
    }

    private static long activeWithin(LocalDate from, LocalDate to) {
        return USERS.stream()
                .filter(user -> requireNonNull(ACTIVE_DAYS.get(user)).stream()
                        .anyMatch(day -> !day.isBefore(from) && !day.isAfter(to)))
                .count();
    }

    private static boolean covers(Subscription row, LocalDate day) {
        var ended = row.endedAt();
        return !row.trial()
                && !date(row.startedAt()).isAfter(day)
                && (ended == null || date(ended).isAfter(day));
    }

    private static BigDecimal mrr(History user, LocalDate day) {
        return user.subscriptions().stream()
                .filter(row -> covers(row, day))
                .map(row -> BigDecimal.valueOf(row.monthlyValueCents(), 2))
                .reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    @Test
    void is_the_same_for_any_number_of_threads_and_for_the_histories_themselves() {
        assertThat(SyntheticData.of(SCENARIO).withThreads(1).truth()).isEqualTo(TRUTH);
        assertThat(Truth.of(USERS, SCENARIO.endDate())).isEqualTo(TRUTH);
    }

    @Test
    void counts_active_users_as_sets_of_users_do() {
        assertThat(TRUTH.days()).hasSizeGreaterThan(200);
        TRUTH.days().forEach((day, figures) -> {
            assertThat(figures.dailyActiveUsers()).isEqualTo(activeWithin(day, day));
            assertThat(figures.weeklyActiveUsers()).isEqualTo(activeWithin(day.minusDays(6), day));
            assertThat(figures.monthlyActiveUsers()).isEqualTo(activeWithin(day.minusDays(29), day));
        });
    }

    @Test
    void sums_mrr_day_by_day_as_the_subscriptions_that_cover_it_do() {
        TRUTH.days().forEach((day, figures) -> {
            assertThat(figures.mrr())
                    .isEqualTo(
                            USERS.stream().map(user -> mrr(user, day)).reduce(new BigDecimal("0.00"), BigDecimal::add));
            assertThat(figures.payingUsers())
                    .isEqualTo(USERS.stream()
                            .filter(user -> mrr(user, day).signum() > 0)
                            .count());
            assertThat(figures.activeSubscriptions())
                    .isEqualTo(USERS.stream()
                            .flatMap(user -> user.subscriptions().stream())
                            .filter(row -> covers(row, day))
                            .count());
        });
    }

    @Test
    void ends_every_month_with_its_start_and_its_movements() {
        var start = new BigDecimal("0.00");
        var customers = 0L;
        for (var month : TRUTH.months().values()) {
            assertThat(month.mrrStart()).isEqualTo(start);
            assertThat(month.customersStart()).isEqualTo(customers);
            start = month.mrrStart()
                    .add(month.newMrr())
                    .add(month.reactivationMrr())
                    .add(month.expansionMrr())
                    .subtract(month.contractionMrr())
                    .subtract(month.churnedMrr());
            customers = month.customersStart()
                    + month.customersNew()
                    + month.customersReactivated()
                    - month.customersChurned();
            assertThat(month.mrrEnd()).isEqualTo(start);
            assertThat(month.customersEnd()).isEqualTo(customers);
        }
        assertThat(start).isGreaterThan(BigDecimal.ZERO);
        assertThat(requireNonNull(TRUTH.months().get(YearMonth.of(2026, 2))).complete())
                .isFalse();
    }

    @Test
    void follows_cohorts_and_features_as_sets_of_users_do() {
        TRUTH.cohorts().forEach((key, figures) -> {
            var month = key.cohort().plusMonths(key.monthNumber());
            var cohort = USERS.stream()
                    .filter(user ->
                            YearMonth.from(date(user.user().signedUpAt())).equals(key.cohort()))
                    .toList();
            assertThat(figures.cohortSize()).isEqualTo(cohort.size());
            assertThat(figures.activeUsers())
                    .isEqualTo(cohort.stream()
                            .filter(user -> activeIn(user, month))
                            .count());
        });
        TRUTH.adoption().forEach((key, figures) -> {
            assertThat(figures.users())
                    .isEqualTo(USERS.stream()
                            .filter(user -> uses(user, key.feature()).contains(key.month()))
                            .count());
            assertThat(figures.newAdopters())
                    .isEqualTo(USERS.stream()
                            .filter(user -> uses(user, key.feature()).stream()
                                    .min(YearMonth::compareTo)
                                    .filter(key.month()::equals)
                                    .isPresent())
                            .count());
            assertThat(figures.activeUsers())
                    .isEqualTo(USERS.stream()
                            .filter(user -> activeIn(user, key.month()))
                            .count());
        });
    }

    private static boolean activeIn(History user, YearMonth month) {
        return requireNonNull(ACTIVE_DAYS.get(user)).stream()
                .anyMatch(day -> YearMonth.from(day).equals(month));
    }

    private static Set<YearMonth> uses(History user, Feature feature) {
        return events(user)
                .filter(event -> event.feature() == feature)
                .map(event -> YearMonth.from(date(event.at())))
                .collect(Collectors.toSet());
    }

    @Test
    void adds_up_to_the_rows() {
        var days = TRUTH.days().values();
        assertThat(days.stream().mapToLong(DayTruth::newSignups).sum()).isEqualTo(SCENARIO.users());
        assertThat(days.stream().mapToLong(DayTruth::events).sum())
                .isEqualTo(USERS.stream().flatMap(TruthOfSimulationTest::events).count());
        assertThat(days.stream().mapToLong(DayTruth::newTrials).sum())
                .isEqualTo(USERS.stream()
                        .flatMap(user -> user.subscriptions().stream())
                        .filter(Subscription::trial)
                        .count());
    }
}
