package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.Subscription;
import java.util.Comparator;
import java.util.List;

/**
 * The days [from, until) that a paid subscription covers, as numbers of an {@link Axis}; none where the two are equal.
 *
 * @param until {@link #OPEN} while it runs
 */
record PaidSpan(int from, int until, long cents) {
    static final int OPEN = Integer.MAX_VALUE;

    /** The paid ones that start within the axis, by start; those of one instant in the order given. */
    static List<PaidSpan> of(List<Subscription> subscriptions, Axis axis) {
        return subscriptions.stream()
                .filter(row -> !row.trial() && axis.contains(row.startedAt()))
                .sorted(Comparator.comparing(Subscription::startedAt))
                .map(row -> span(row, axis))
                .toList();
    }

    private static PaidSpan span(Subscription row, Axis axis) {
        var ended = row.endedAt();
        return new PaidSpan(axis.day(row.startedAt()), ended == null ? OPEN : axis.day(ended), row.monthlyValueCents());
    }
}
