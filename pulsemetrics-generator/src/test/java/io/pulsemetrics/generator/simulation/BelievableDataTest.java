package io.pulsemetrics.generator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.generator.history.Channel;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Payment;
import io.pulsemetrics.generator.history.PaymentStatus;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.SubscriptionStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether the default data looks like that of a SaaS product; each bound leaves room for other seeds. */
class BelievableDataTest {
    private static final Scenario SCENARIO = Scenario.endingOn(LocalDate.of(2026, 6, 30));
    private static final List<History> USERS = simulate(SCENARIO);

    private static List<History> simulate(Scenario scenario) {
        var simulation = new Simulation(scenario);
        return IntStream.range(0, scenario.users())
                .mapToObj(simulation::history)
                .toList();
    }

    @Test
    void reaches_the_volumes_of_the_default_size() {
        assertThat(USERS).hasSize(10_000);
        assertThat(sum(user -> user.sessions().size())).isBetween(100_000L, 200_000L);
        assertThat(sum(BelievableDataTest::events)).isBetween(500_000L, 900_000L);
        assertThat(sum(user -> user.subscriptions().size())).isBetween(3_000L, 12_000L);
        assertThat(payments()).hasSizeBetween(20_000, 40_000);
    }

    @Test
    void fails_five_to_eight_percent_of_the_attempts_and_refunds_one_percent() {
        var attempts = payments().stream()
                .filter(payment -> payment.status() != PaymentStatus.REFUNDED)
                .toList();
        assertThat(share(attempts, payment -> payment.status() == PaymentStatus.FAILED))
                .isBetween(0.05, 0.08);
        assertThat(share(payments(), payment -> payment.status() == PaymentStatus.REFUNDED))
                .isBetween(0.005, 0.015);
        assertThat(payments()).extracting(Payment::attempt).contains(1, 2, 3, 4).allMatch(number -> number <= 4);
    }

    @Test
    void cancels_after_the_third_retry_has_failed() {
        var given = subscriptions()
                .filter(row -> row.invoices().stream()
                        .anyMatch(invoice -> invoice.payments().getLast().attempt() == 4
                                && invoice.payments().getLast().status() == PaymentStatus.FAILED));
        assertThat(given).isNotEmpty().allSatisfy(row -> {
            assertThat(row.status()).isEqualTo(SubscriptionStatus.CANCELLED);
            assertThat(row.endedAt())
                    .isEqualTo(row.invoices().getLast().payments().getLast().at());
        });
    }

    @Test
    void turns_a_good_part_of_the_trials_into_paid_subscriptions() {
        var tried = USERS.stream()
                .filter(user -> user.subscriptions().stream().anyMatch(Subscription::trial))
                .toList();
        assertThat(tried.size()).isBetween(3_000, 6_000);
        assertThat(share(tried, BelievableDataTest::everPaid)).isBetween(0.35, 0.75);
        assertThat(subscriptions().filter(Subscription::trial)).allSatisfy(trial -> {
            assertThat(trial.monthlyValueCents()).isZero();
            if (trial.endedAt() != null) {
                assertThat(Duration.between(trial.startedAt(), trial.endedAt())).isEqualTo(Duration.ofDays(14));
                assertThat(trial.status()).isEqualTo(SubscriptionStatus.TRIAL_ENDED);
            }
        });
    }

    @Test
    void has_every_kind_of_subscription_history() {
        for (var status : SubscriptionStatus.values()) {
            assertThat(subscriptions().filter(row -> row.status() == status))
                    .as(status.code())
                    .hasSizeGreaterThan(50);
        }
        assertThat(subscriptions().filter(row -> row.monthlyValueCents() == 2_417))
                .as("annual starter")
                .isNotEmpty();
        assertThat(USERS.stream().filter(BelievableDataTest::holdsTwoAtOnce)).hasSizeBetween(20, 300);
        assertThat(USERS.stream().filter(BelievableDataTest::returns)).hasSizeBetween(30, 600);
    }

    @Test
    void covers_at_least_a_day_with_every_paid_subscription() {
        assertThat(subscriptions().filter(row -> !row.trial())).allSatisfy(row -> {
            var ended = row.endedAt();
            assertThat(ended == null || Days.of(ended) > Days.of(row.startedAt()))
                    .isTrue();
        });
    }

    @Test
    void starts_the_next_plan_at_the_instant_at_which_the_last_one_ended() {
        assertThat(USERS)
                .allSatisfy(user -> assertThat(user.subscriptions().stream()
                                .filter(row -> row.status() == SubscriptionStatus.UPGRADED
                                        || row.status() == SubscriptionStatus.DOWNGRADED))
                        .allMatch(row -> user.subscriptions().stream()
                                .anyMatch(next -> next.startedAt().equals(row.endedAt()))));
    }

    @Test
    void gives_each_channel_its_own_volume_activation_and_conversion() {
        assertThat(ofChannel(Channel.ORGANIC).size())
                .isGreaterThan(ofChannel(Channel.REFERRAL).size() * 2);
        assertThat(activation(Channel.REFERRAL)).isGreaterThan(activation(Channel.PAID_SOCIAL) + 0.15);
        assertThat(share(ofChannel(Channel.REFERRAL), BelievableDataTest::everPaid))
                .isGreaterThan(share(ofChannel(Channel.PAID_SOCIAL), BelievableDataTest::everPaid) * 2);
    }

    @Test
    void grows_and_follows_the_week_and_the_year() {
        assertThat(signups(LocalDate.of(2026, 4, 1), 91))
                .isGreaterThan(signups(LocalDate.of(2024, 7, 1), 91) * 13 / 10);
        assertThat(eventsOn(DayOfWeek.TUESDAY)).isGreaterThan(eventsOn(DayOfWeek.SUNDAY) * 2);
        assertThat(signups(LocalDate.of(2025, 12, 22), 11)).isLessThan(signups(LocalDate.of(2026, 1, 5), 11) * 7 / 10);
    }

    @Test
    void is_busiest_in_the_working_hours_of_the_country() {
        assertThat(busiestUtcHour("JP")).isIn(23, 0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(busiestUtcHour("DE")).isBetween(8, 15);
        assertThat(busiestUtcHour("US")).isBetween(14, 22);
    }

    @Test
    void leaves_most_of_the_activity_to_a_few() {
        var counts = USERS.stream()
                .map(BelievableDataTest::events)
                .sorted(Comparator.reverseOrder())
                .toList();
        var topTenth =
                counts.subList(0, 1_000).stream().mapToLong(Long::longValue).sum();
        assertThat(topTenth / (double) sum(BelievableDataTest::events)).isBetween(0.45, 0.8);
    }

    @Test
    void decays_from_the_first_week_on() {
        var old = USERS.subList(0, 3_000);
        assertThat(active(old, 0, 7)).isGreaterThan(active(old, 60, 67) * 2);
        assertThat(active(old, 60, 67)).isGreaterThan(active(old, 300, 307));
        assertThat(active(old, 300, 307)).isGreaterThan(30);
    }

    @Test
    void keeps_users_of_many_features_longer() {
        var paid = USERS.stream().filter(BelievableDataTest::everPaid).toList();
        var broad = paid.stream().filter(user -> features(user) >= 5).toList();
        var narrow = paid.stream().filter(user -> features(user) <= 2).toList();
        assertThat(broad).hasSizeGreaterThan(200);
        assertThat(narrow).hasSizeGreaterThan(200);
        assertThat(share(broad, BelievableDataTest::cancelled))
                .isLessThan(share(narrow, BelievableDataTest::cancelled));
    }

    @Test
    void stays_within_the_scenario() {
        var start = SCENARIO.startDate().atStartOfDay(ZoneOffset.UTC).toInstant();
        assertThat(USERS.stream().flatMap(BelievableDataTest::instants))
                .allMatch(at -> !at.isBefore(start) && !at.isAfter(SCENARIO.end()));
    }

    @Test
    void keeps_every_event_within_its_session_and_every_session_after_the_sign_up() {
        assertThat(USERS).allSatisfy(user -> {
            var before = user.user().signedUpAt();
            for (var session : user.sessions()) {
                assertThat(session.start()).isAfterOrEqualTo(before);
                assertThat(session.end())
                        .isAfterOrEqualTo(session.events().getLast().at());
                assertThat(session.events()).isSortedAccordingTo(Comparator.comparing(event -> event.at()));
                assertThat(session.events().getFirst().at()).isAfterOrEqualTo(session.start());
                before = session.end();
            }
        });
    }

    private static Stream<Instant> instants(History user) {
        var sessions = user.sessions().stream().flatMap(session -> Stream.of(session.start(), session.end()));
        var rows = user.subscriptions().stream()
                .flatMap(row -> Stream.of(row.startedAt(), row.endedAt() == null ? row.startedAt() : row.endedAt()));
        var paid = user.subscriptions().stream()
                .flatMap(BelievableDataTest::payments)
                .map(Payment::at);
        return Stream.of(Stream.of(user.user().signedUpAt()), sessions, rows, paid)
                .flatMap(Function.identity());
    }

    private static long events(History user) {
        return user.sessions().stream()
                .mapToLong(session -> session.events().size())
                .sum();
    }

    private static long features(History user) {
        return user.sessions().stream()
                .flatMap(session -> session.events().stream())
                .filter(event -> event.feature() != null)
                .map(event -> String.valueOf(event.feature()))
                .distinct()
                .count();
    }

    private static boolean everPaid(History user) {
        return user.subscriptions().stream().anyMatch(row -> !row.trial());
    }

    private static boolean cancelled(History user) {
        return user.subscriptions().stream().anyMatch(row -> row.status() == SubscriptionStatus.CANCELLED);
    }

    private static boolean holdsTwoAtOnce(History user) {
        var paid = user.subscriptions().stream().filter(row -> !row.trial()).toList();
        return IntStream.range(1, paid.size()).anyMatch(i -> {
            var end = paid.get(i - 1).endedAt();
            return end == null || end.isAfter(paid.get(i).startedAt());
        });
    }

    private static boolean returns(History user) {
        var paid = user.subscriptions().stream().filter(row -> !row.trial()).toList();
        return IntStream.range(1, paid.size()).anyMatch(i -> {
            var end = paid.get(i - 1).endedAt();
            return end != null
                    && end.plus(Duration.ofDays(2)).isBefore(paid.get(i).startedAt());
        });
    }

    private static Stream<Subscription> subscriptions() {
        return USERS.stream().flatMap(user -> user.subscriptions().stream());
    }

    private static Stream<Payment> payments(Subscription row) {
        return row.invoices().stream().flatMap(invoice -> invoice.payments().stream());
    }

    private static List<Payment> payments() {
        return subscriptions().flatMap(BelievableDataTest::payments).toList();
    }

    private static List<History> ofChannel(Channel channel) {
        return USERS.stream().filter(user -> user.user().channel() == channel).toList();
    }

    private static double activation(Channel channel) {
        return share(ofChannel(channel), user -> user.user().activatedAt() != null);
    }

    private static long signups(LocalDate from, int days) {
        return USERS.stream()
                .map(user -> Days.of(user.user().signedUpAt()) - from.toEpochDay())
                .filter(day -> day >= 0 && day < days)
                .count();
    }

    private static long eventsOn(DayOfWeek weekday) {
        return sum(user -> user.sessions().stream()
                .filter(session ->
                        LocalDate.ofEpochDay(Days.of(session.start())).getDayOfWeek() == weekday)
                .mapToLong(session -> session.events().size())
                .sum());
    }

    private static int busiestUtcHour(String country) {
        var hours = new int[24];
        USERS.stream()
                .filter(user -> user.user().country().equals(country))
                .flatMap(user -> user.sessions().stream())
                .forEach(session ->
                        hours[session.start().atOffset(ZoneOffset.UTC).getHour()]++);
        return IntStream.range(0, 24).reduce(0, (best, hour) -> hours[hour] > hours[best] ? hour : best);
    }

    private static long active(List<History> users, int fromDay, int untilDay) {
        return users.stream()
                .filter(user -> user.sessions().stream().anyMatch(session -> {
                    var day = Days.of(session.start()) - Days.of(user.user().signedUpAt());
                    return day >= fromDay && day < untilDay;
                }))
                .count();
    }

    private static long sum(ToLongFunction<History> of) {
        return USERS.stream().mapToLong(of).sum();
    }

    private static <T> double share(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).count() / (double) all.size();
    }
}
