package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.metrics.RandomHistory.month;

import io.pulsemetrics.models.codes.AcquisitionChannel;
import io.pulsemetrics.models.codes.Feature;
import io.pulsemetrics.models.metrics.RandomHistory.Payment;
import io.pulsemetrics.models.metrics.RandomHistory.Subscription;
import io.pulsemetrics.models.metrics.RandomHistory.User;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The definitions of the metrics, word for word and slow: every figure is looked up in the whole history. */
final class NaiveMetrics {
    private static final BigDecimal ZERO = new BigDecimal("0.00");
    private static final Map<AcquisitionChannel, String> CACS = Map.of(
            AcquisitionChannel.ORGANIC, "0",
            AcquisitionChannel.PAID_SEARCH, "150",
            AcquisitionChannel.PAID_SOCIAL, "120",
            AcquisitionChannel.REFERRAL, "50",
            AcquisitionChannel.CONTENT, "80");

    private final RandomHistory history;
    private final LocalDateTime asOf;
    private final LocalDate today;
    private final BigDecimal margin;
    private final LocalDate first;
    private final Map<Long, List<Subscription>> subscriptions;

    NaiveMetrics(RandomHistory all, LocalDateTime asOf, BigDecimal margin) {
        this.history = all.asOf(asOf);
        this.asOf = asOf;
        this.today = asOf.toLocalDate();
        this.margin = margin;
        this.subscriptions = history.subscriptions.stream().collect(Collectors.groupingBy(Subscription::userId));
        this.first = history.users.stream()
                .map(u -> u.signedUpAt().toLocalDate())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static @Nullable BigDecimal ratio(Number dividend, Number divisor) {
        var by = new BigDecimal(divisor.toString());
        return by.signum() == 0 ? null : new BigDecimal(dividend.toString()).divide(by, MathContext.DECIMAL128);
    }

    private static boolean covers(Subscription s, LocalDate day) {
        return !s.trial()
                && !s.startedAt().toLocalDate().isAfter(day)
                && (s.endedAt() == null || day.isBefore(s.endedAt().toLocalDate()));
    }

    private List<Subscription> covering(LocalDate day) {
        return history.subscriptions.stream().filter(s -> covers(s, day)).toList();
    }

    private BigDecimal mrr(Predicate<Subscription> of, LocalDate day) {
        return covering(day).stream().filter(of).map(Subscription::value).reduce(ZERO, BigDecimal::add);
    }

    private BigDecimal mrr(User user, LocalDate day) {
        return subscriptions.getOrDefault(user.id(), List.of()).stream()
                .filter(s -> covers(s, day))
                .map(Subscription::value)
                .reduce(ZERO, BigDecimal::add);
    }

    private long payingUsers(LocalDate day) {
        return covering(day).stream().map(Subscription::userId).distinct().count();
    }

    private Set<Long> active(LocalDate from, LocalDate to) {
        return history.events.stream()
                .filter(e -> !e.at().toLocalDate().isBefore(from)
                        && !e.at().toLocalDate().isAfter(to))
                .map(RandomHistory.Event::userId)
                .collect(Collectors.toSet());
    }

    private boolean complete(LocalDate month) {
        return month.plusMonths(1).minusDays(1).isBefore(today);
    }

    private List<LocalDate> months() {
        return month(first)
                .datesUntil(today.plusDays(1))
                .filter(d -> d.getDayOfMonth() == 1)
                .toList();
    }

    private LocalDate lastDay(LocalDate month) {
        var last = month.plusMonths(1).minusDays(1);
        return last.isAfter(today) ? today : last;
    }

    List<List<@Nullable Object>> daily() {
        return first.datesUntil(today.plusDays(1)).map(this::daily).toList();
    }

    private List<@Nullable Object> daily(LocalDate d) {
        long dau = active(d, d).size();
        long mau = active(d.minusDays(29), d).size();
        var signUps = history.users.stream()
                .filter(u -> u.signedUpAt().toLocalDate().equals(d))
                .toList();
        long activated = signUps.stream()
                .filter(u -> u.activatedAt() != null
                        && !u.activatedAt().isAfter(asOf)
                        && ChronoUnit.SECONDS.between(u.signedUpAt(), u.activatedAt()) <= 7 * 24 * 3600)
                .count();
        var sessions = history.sessions.stream()
                .filter(s -> s.startedAt().toLocalDate().equals(d))
                .toList();
        var ids = sessions.stream().map(RandomHistory.Session::id).collect(Collectors.toSet());
        long events = history.events.stream()
                .filter(e -> e.at().toLocalDate().equals(d))
                .count();
        var mrr = mrr(s -> true, d);
        var row = new ArrayList<@Nullable Object>(
                Arrays.asList(d, d.getYear() * 10000 + d.getMonthValue() * 100 + d.getDayOfMonth(), dau));
        row.addAll(Arrays.asList((long) active(d.minusDays(6), d).size(), mau, ratio(dau, mau), (long) signUps.size()));
        row.addAll(Arrays.asList(activated, ratio(activated, signUps.size()), (long) sessions.size()));
        row.add(ratio(sessions.stream().mapToInt(RandomHistory.Session::minutes).sum(), sessions.size()));
        row.add(ratio(
                history.events.stream().filter(e -> ids.contains(e.sessionId())).count(), sessions.size()));
        row.add(events);
        row.add(history.subscriptions.stream()
                .filter(s -> s.trial() && starts(s, d))
                .count());
        row.add(history.subscriptions.stream()
                .filter(s -> !s.trial() && starts(s, d) && fresh(s))
                .count());
        row.add(history.subscriptions.stream().filter(s -> lost(s, d)).count());
        row.addAll(Arrays.asList((long) covering(d).size(), payingUsers(d), mrr, mrr.multiply(BigDecimal.valueOf(12))));
        row.add(ratio(mrr, payingUsers(d)));
        var payments = history.payments.stream()
                .filter(p -> p.at().toLocalDate().equals(d))
                .toList();
        long attempts =
                payments.stream().filter(p -> !p.status().equals("refunded")).count();
        long failed = payments.stream().filter(p -> p.status().equals("failed")).count();
        row.addAll(Arrays.asList(attempts, failed, ratio(failed, attempts)));
        row.add(payments.stream()
                .filter(p -> !p.status().equals("failed"))
                .map(Payment::amount)
                .reduce(ZERO, BigDecimal::add));
        return row;
    }

    private static boolean starts(Subscription s, LocalDate day) {
        return s.startedAt().toLocalDate().equals(day);
    }

    /** New, or a reactivation: there is no paid one before it, or the last one before it ended more than a day earlier. */
    private boolean fresh(Subscription s) {
        var order = Comparator.comparing(Subscription::startedAt).thenComparingLong(Subscription::id);
        return history.subscriptions.stream()
                .filter(p -> !p.trial() && p.userId() == s.userId() && order.compare(p, s) < 0)
                .max(order)
                .map(p -> p.endedAt() != null
                        && p.endedAt()
                                .toLocalDate()
                                .plusDays(1)
                                .isBefore(s.startedAt().toLocalDate()))
                .orElse(true);
    }

    private boolean lost(Subscription s, LocalDate d) {
        return !s.trial()
                && s.endedAt() != null
                && s.endedAt().toLocalDate().equals(d)
                && history.subscriptions.stream()
                        .noneMatch(n ->
                                !n.trial() && n.userId() == s.userId() && (starts(n, d) || starts(n, d.plusDays(1))));
    }

    /** new, reactivation, expansion, contraction, churned, within, none */
    private String movement(User u, LocalDate month) {
        var previous = mrr(u, month.minusDays(1));
        var current = mrr(u, lastDay(month));
        if (previous.signum() == 0) {
            if (current.signum() > 0) {
                return everBefore(u, month) ? "reactivation" : "new";
            }
            return month.datesUntil(lastDay(month).plusDays(1))
                            .anyMatch(d -> mrr(u, d).signum() > 0)
                    ? "within"
                    : "none";
        }
        if (current.signum() == 0) {
            return "churned";
        }
        int change = current.compareTo(previous);
        return change > 0 ? "expansion" : change < 0 ? "contraction" : "none";
    }

    private boolean everBefore(User u, LocalDate day) {
        return first.datesUntil(day.isBefore(first) ? first : day)
                .anyMatch(d -> mrr(u, d).signum() > 0);
    }

    List<List<@Nullable Object>> monthly() {
        return months().stream().map(this::monthly).toList();
    }

    private List<@Nullable Object> monthly(LocalDate m) {
        var end = lastDay(m);
        var start = m.minusDays(1);
        var mrrStart = mrr(s -> true, start);
        var mrrEnd = mrr(s -> true, end);
        var byMovement = history.users.stream().collect(Collectors.groupingBy(u -> movement(u, m)));
        var amount = new HashMap<String, BigDecimal>();
        byMovement.forEach((name, users) -> amount.put(
                name,
                users.stream()
                        .map(u -> mrr(u, end).subtract(mrr(u, start)).abs())
                        .reduce(ZERO, BigDecimal::add)));
        Function<String, BigDecimal> sum = name -> amount.getOrDefault(name, ZERO);
        Function<String, Long> count =
                name -> (long) byMovement.getOrDefault(name, List.of()).size();
        long customersStart =
                history.users.stream().filter(u -> mrr(u, start).signum() > 0).count();
        long customersEnd =
                history.users.stream().filter(u -> mrr(u, end).signum() > 0).count();
        var row = new ArrayList<@Nullable Object>(Arrays.asList(m, complete(m), mrrStart));
        Stream.of("new", "reactivation", "expansion", "contraction", "churned")
                .map(sum)
                .forEach(row::add);
        row.addAll(Arrays.asList(mrrEnd, customersStart, count.apply("new"), count.apply("reactivation")));
        row.addAll(Arrays.asList(count.apply("churned"), customersEnd, count.apply("within")));
        var churnRate = ratio(count.apply("churned"), customersStart);
        row.add(churnRate);
        row.add(ratio(sum.apply("churned").add(sum.apply("contraction")), mrrStart));
        row.add(ratio(
                mrrStart.add(sum.apply("expansion"))
                        .subtract(sum.apply("contraction"))
                        .subtract(sum.apply("churned")),
                mrrStart));
        var arpu = ratio(mrrEnd, payingUsers(end));
        row.addAll(Arrays.asList(arpu, ltv(arpu, churnRate), mrrEnd.multiply(BigDecimal.valueOf(12))));
        return row;
    }

    private @Nullable BigDecimal ltv(@Nullable BigDecimal arpu, @Nullable BigDecimal churnRate) {
        return arpu == null || churnRate == null ? null : ratio(arpu.multiply(margin), churnRate);
    }

    List<List<@Nullable Object>> cohorts() {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var cohort : months()) {
            var members = history.users.stream()
                    .filter(u -> month(u.signedUpAt().toLocalDate()).equals(cohort))
                    .map(User::id)
                    .collect(Collectors.toSet());
            for (int n = 0; !members.isEmpty() && !cohort.plusMonths(n).isAfter(today); n++) {
                var m = cohort.plusMonths(n);
                long active =
                        active(m, lastDay(m)).stream().filter(members::contains).count();
                rows.add(Arrays.asList(
                        cohort, n, complete(m), (long) members.size(), active, ratio(active, members.size())));
            }
        }
        return rows;
    }

    private Set<Long> usersOf(Feature feature, LocalDate from, LocalDate to) {
        return history.events.stream()
                .filter(e -> feature.code().equals(e.feature()))
                .filter(e -> !e.at().toLocalDate().isBefore(from)
                        && !e.at().toLocalDate().isAfter(to))
                .map(RandomHistory.Event::userId)
                .collect(Collectors.toSet());
    }

    List<List<@Nullable Object>> features() {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var m : months()) {
            long active = active(m, lastDay(m)).size();
            for (var feature : Feature.values()) {
                var users = usersOf(feature, m, lastDay(m));
                var earlier = usersOf(feature, LocalDate.EPOCH, m.minusDays(1));
                long newAdopters =
                        users.stream().filter(u -> !earlier.contains(u)).count();
                rows.add(Arrays.asList(
                        m,
                        feature.code(),
                        complete(m),
                        (long) users.size(),
                        active,
                        ratio(users.size(), active),
                        newAdopters));
            }
        }
        return rows;
    }

    List<List<@Nullable Object>> channels() {
        return Arrays.stream(AcquisitionChannel.values()).map(this::channel).toList();
    }

    private List<@Nullable Object> channel(AcquisitionChannel channel) {
        var users = history.users.stream()
                .filter(u -> u.channel().equals(channel.code()))
                .toList();
        var ids = users.stream().map(User::id).collect(Collectors.toSet());
        long activated = users.stream()
                .filter(u -> u.activatedAt() != null && !u.activatedAt().isAfter(asOf))
                .count();
        long customers = covering(today).stream()
                .map(Subscription::userId)
                .filter(ids::contains)
                .distinct()
                .count();
        long ever = history.subscriptions.stream()
                .filter(s -> ids.contains(s.userId())
                        && s.startedAt()
                                .toLocalDate()
                                .datesUntil(today.plusDays(1))
                                .anyMatch(d -> covers(s, d)))
                .map(Subscription::userId)
                .distinct()
                .count();
        var mrr = mrr(s -> ids.contains(s.userId()), today);
        long atStart = 0;
        long churned = 0;
        for (int back = 6; back >= 1; back--) {
            var m = month(today).minusMonths(back);
            atStart += users.stream()
                    .filter(u -> mrr(u, m.minusDays(1)).signum() > 0)
                    .count();
            churned +=
                    users.stream().filter(u -> movement(u, m).equals("churned")).count();
        }
        var cac = new BigDecimal(CACS.getOrDefault(channel, ""));
        var arpu = ratio(mrr, customers);
        var churnRate = ratio(churned, atStart);
        var ltv = ltv(arpu, churnRate);
        var row = new ArrayList<@Nullable Object>(Arrays.asList(channel.code(), (long) users.size(), activated));
        row.addAll(Arrays.asList(customers, ever, mrr, arpu, churnRate, ltv, cac));
        row.add(ltv == null ? null : ratio(ltv, cac));
        row.add(arpu == null ? null : ratio(cac, arpu.multiply(margin)));
        return row;
    }
}
