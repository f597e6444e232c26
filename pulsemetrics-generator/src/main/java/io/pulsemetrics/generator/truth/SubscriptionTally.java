package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Payment;
import java.util.List;

/** Counts subscriptions and payments by day. */
final class SubscriptionTally {
    final long[] trials;
    final long[] started;
    final long[] churned;
    final long[] active;
    final long[] payments;
    final long[] failed;
    final long[] revenueCents;
    private final Axis axis;

    SubscriptionTally(Axis axis) {
        this.axis = axis;
        this.trials = new long[axis.days()];
        this.started = new long[axis.days()];
        this.churned = new long[axis.days()];
        this.active = new long[axis.days()];
        this.payments = new long[axis.days()];
        this.failed = new long[axis.days()];
        this.revenueCents = new long[axis.days()];
    }

    void add(History history) {
        for (var row : history.subscriptions()) {
            if (row.trial() && axis.contains(row.startedAt())) {
                trials[axis.day(row.startedAt())]++;
            }
            row.invoices().forEach(invoice -> invoice.payments().forEach(this::payment));
        }
        var paid = PaidSpan.of(history.subscriptions(), axis);
        for (var i = 0; i < paid.size(); i++) {
            var span = paid.get(i);
            if (i == 0 || paid.get(i - 1).until() < span.from() - 1) {
                started[span.from()]++;
            }
            if (span.until() < axis.days() && !followed(span, paid)) {
                churned[span.until()]++;
            }
            for (var day = span.from(); day < Math.min(span.until(), axis.days()); day++) {
                active[day]++;
            }
        }
    }

    private static boolean followed(PaidSpan ended, List<PaidSpan> paid) {
        return paid.stream().anyMatch(other -> other.from() == ended.until() || other.from() == ended.until() + 1);
    }

    private void payment(Payment payment) {
        if (!axis.contains(payment.at())) {
            return;
        }
        var day = axis.day(payment.at());
        switch (payment.status()) {
            case SUCCEEDED -> {
                payments[day]++;
                revenueCents[day] += payment.amountCents();
            }
            case FAILED -> {
                payments[day]++;
                failed[day]++;
            }
            case REFUNDED -> revenueCents[day] += payment.amountCents();
        }
    }

    void merge(SubscriptionTally other) {
        Sums.add(trials, other.trials);
        Sums.add(started, other.started);
        Sums.add(churned, other.churned);
        Sums.add(active, other.active);
        Sums.add(payments, other.payments);
        Sums.add(failed, other.failed);
        Sums.add(revenueCents, other.revenueCents);
    }
}
