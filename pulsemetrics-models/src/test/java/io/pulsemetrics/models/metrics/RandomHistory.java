package io.pulsemetrics.models.metrics;

import io.pulsemetrics.models.RawRow;
import io.pulsemetrics.models.codes.AcquisitionChannel;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.Feature;
import io.pulsemetrics.models.raw.Tables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Users, visits and subscriptions drawn at random, some of them after as-of, and with many ties and edges on purpose. */
final class RandomHistory {
    static final LocalDateTime BEGIN = LocalDateTime.parse("2025-10-03T00:00");
    private static final int DAYS = 210;
    private static final String[] VALUES = {"0.00", "29.00", "29.00", "99.00", "299.00"};

    record User(
            long id,
            String channel,
            LocalDateTime signedUpAt,
            @Nullable LocalDateTime activatedAt) {}

    record Session(long id, long userId, LocalDateTime startedAt, int minutes) {}

    record Event(
            long id,
            long sessionId,
            long userId,
            LocalDateTime at,
            @Nullable String feature) {}

    record Subscription(
            long id,
            long userId,
            LocalDateTime startedAt,
            @Nullable LocalDateTime endedAt,
            BigDecimal value,
            boolean trial) {}

    record Payment(long id, long subscriptionId, long userId, LocalDateTime at, String status, BigDecimal amount) {}

    final List<User> users = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<Subscription> subscriptions = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    private final Random random;

    RandomHistory(long seed, int count) {
        random = new Random(seed);
        for (long id = 1; id <= count; id++) {
            user(id);
        }
    }

    private LocalDateTime after(LocalDateTime instant, int days) {
        return instant.plusMinutes(random.nextInt(days * 24 * 60 + 1));
    }

    private void user(long id) {
        var signedUpAt = after(BEGIN, DAYS);
        var channel = Code.all(AcquisitionChannel.class).get(random.nextInt(4));
        users.add(new User(id, channel, signedUpAt, random.nextInt(3) == 0 ? null : after(signedUpAt, 14)));
        for (int i = random.nextInt(12); i > 0; i--) {
            session(id, after(signedUpAt, 100));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            subscription(id, after(signedUpAt, 90));
        }
    }

    private void session(long userId, LocalDateTime startedAt) {
        var session = new Session(sessions.size() + 1L, userId, startedAt, random.nextInt(60));
        sessions.add(session);
        for (int i = random.nextInt(5); i > 0; i--) {
            var feature = random.nextBoolean() ? null : Code.all(Feature.class).get(random.nextInt(7));
            events.add(new Event(
                    events.size() + 1L, session.id(), userId, startedAt.plusMinutes(random.nextInt(60)), feature));
        }
    }

    /** Most lengths are short, some 0; some subscriptions are followed by another at once or a day later. */
    private void subscription(long userId, LocalDateTime startedAt) {
        boolean trial = random.nextInt(4) == 0;
        var endedAt = random.nextInt(4) == 0 ? null : after(startedAt, random.nextInt(6) == 0 ? 0 : 60);
        var value = new BigDecimal(trial ? "0.00" : VALUES[random.nextInt(VALUES.length)]);
        var subscription = new Subscription(subscriptions.size() + 1L, userId, startedAt, endedAt, value, trial);
        subscriptions.add(subscription);
        for (int i = random.nextInt(4); i > 0; i--) {
            payment(subscription);
        }
        if (endedAt != null && random.nextInt(3) == 0) {
            subscription(userId, endedAt.plusDays(random.nextInt(3)));
        }
    }

    private void payment(Subscription of) {
        var status = List.of("succeeded", "succeeded", "failed", "refunded").get(random.nextInt(4));
        var amount = new BigDecimal(status.equals("refunded") ? "-29.00" : "29.00");
        payments.add(
                new Payment(payments.size() + 1L, of.id(), of.userId(), after(of.startedAt(), 60), status, amount));
    }

    private static String text(LocalDateTime instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** The same as raw rows. */
    List<RawRow> rows() {
        var rows = new ArrayList<RawRow>();
        users.forEach(u -> rows.add(RawRow.user(u.id(), text(u.signedUpAt()))
                .with(Tables.USERS.ACQUISITION_CHANNEL, u.channel())
                .with(Tables.USERS.IS_ACTIVATED, u.activatedAt() != null)
                .with(
                        Tables.USERS.ACTIVATED_AT,
                        u.activatedAt() == null ? null : u.activatedAt().atOffset(ZoneOffset.UTC))));
        sessions.forEach(s -> rows.add(RawRow.session(s.id(), s.userId(), text(s.startedAt()))
                .with(Tables.SESSIONS.DURATION_MINUTES, BigDecimal.valueOf(s.minutes()))));
        events.forEach(e -> rows.add(
                e.feature() == null
                        ? RawRow.event(e.id(), e.sessionId(), e.userId(), text(e.at()))
                        : RawRow.use(e.id(), e.sessionId(), e.userId(), text(e.at()), e.feature())));
        subscriptions.forEach(s -> rows.add(row(s)));
        payments.forEach(p -> rows.add(row(p)));
        return rows;
    }

    private static RawRow row(Subscription s) {
        var row = RawRow.subscription(s.id(), s.userId(), text(s.startedAt()))
                .with(Tables.SUBSCRIPTIONS.MONTHLY_VALUE, s.value())
                .with(Tables.SUBSCRIPTIONS.IS_TRIAL, s.trial());
        return s.endedAt() == null ? row : row.ended(text(s.endedAt()), s.trial() ? "trial_ended" : "cancelled");
    }

    private static RawRow row(Payment p) {
        var row = RawRow.payment(p.id(), p.id(), p.subscriptionId(), p.userId(), text(p.at()));
        return switch (p.status()) {
            case "failed" -> row.failed(1);
            case "refunded" -> row.refunded();
            default -> row;
        };
    }

    /** What is known at that instant, with the end of a subscription known only once it has passed. */
    RandomHistory asOf(LocalDateTime asOf) {
        var known = new RandomHistory(0, 0);
        users.stream().filter(u -> !u.signedUpAt().isAfter(asOf)).forEach(known.users::add);
        sessions.stream().filter(s -> !s.startedAt().isAfter(asOf)).forEach(known.sessions::add);
        events.stream().filter(e -> !e.at().isAfter(asOf)).forEach(known.events::add);
        payments.stream().filter(p -> !p.at().isAfter(asOf)).forEach(known.payments::add);
        subscriptions.stream().filter(s -> !s.startedAt().isAfter(asOf)).forEach(s -> {
            var end = s.endedAt() == null || s.endedAt().isAfter(asOf) ? null : s.endedAt();
            known.subscriptions.add(new Subscription(s.id(), s.userId(), s.startedAt(), end, s.value(), s.trial()));
        });
        return known;
    }

    static LocalDate month(LocalDate day) {
        return day.withDayOfMonth(1);
    }
}
