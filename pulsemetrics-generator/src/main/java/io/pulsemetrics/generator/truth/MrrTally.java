package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.History;
import java.util.Arrays;

/** Sums MRR by day, and its movements by month, from each user's MRR on each day. */
final class MrrTally {
    final long[] centsByDay;
    final long[] payingByDay;
    final long[] newCents;
    final long[] reactivationCents;
    final long[] expansionCents;
    final long[] contractionCents;
    final long[] churnedCents;
    final long[] newCustomers;
    final long[] reactivatedCustomers;
    final long[] churnedCustomers;
    final long[] intraMonthChurned;
    private final Axis axis;
    private final long[] userCents;

    MrrTally(Axis axis) {
        this.axis = axis;
        this.centsByDay = new long[axis.days()];
        this.payingByDay = new long[axis.days()];
        this.newCents = new long[axis.months()];
        this.reactivationCents = new long[axis.months()];
        this.expansionCents = new long[axis.months()];
        this.contractionCents = new long[axis.months()];
        this.churnedCents = new long[axis.months()];
        this.newCustomers = new long[axis.months()];
        this.reactivatedCustomers = new long[axis.months()];
        this.churnedCustomers = new long[axis.months()];
        this.intraMonthChurned = new long[axis.months()];
        this.userCents = new long[axis.days()];
    }

    void add(History history) {
        var paid = PaidSpan.of(history.subscriptions(), axis);
        if (paid.isEmpty()) {
            return;
        }
        Arrays.fill(userCents, 0);
        for (var span : paid) {
            for (var day = span.from(); day < Math.min(span.until(), axis.days()); day++) {
                userCents[day] += span.cents();
            }
        }
        for (var day = 0; day < axis.days(); day++) {
            centsByDay[day] += userCents[day];
            payingByDay[day] += userCents[day] > 0 ? 1 : 0;
        }
        var before = false;
        for (var month = 0; month < axis.months(); month++) {
            var within = anyWithin(month);
            move(month, before, within);
            before |= within;
        }
    }

    private boolean anyWithin(int month) {
        for (var day = axis.firstDayOf(month); day <= axis.lastDayOf(month); day++) {
            if (userCents[day] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Books the user's movement: from the last day of the month before to the last day of the month. */
    private void move(int month, boolean before, boolean within) {
        var previous = month == 0 ? 0 : userCents[axis.lastDayOf(month - 1)];
        var current = userCents[axis.lastDayOf(month)];
        if (previous == 0 && current > 0) {
            (before ? reactivationCents : newCents)[month] += current;
            (before ? reactivatedCustomers : newCustomers)[month]++;
        } else if (previous > 0 && current == 0) {
            churnedCents[month] += previous;
            churnedCustomers[month]++;
        } else if (previous == 0 && within) {
            intraMonthChurned[month]++;
        } else if (current > previous) {
            expansionCents[month] += current - previous;
        } else {
            contractionCents[month] += previous - current;
        }
    }

    void merge(MrrTally other) {
        Sums.add(centsByDay, other.centsByDay);
        Sums.add(payingByDay, other.payingByDay);
        Sums.add(newCents, other.newCents);
        Sums.add(reactivationCents, other.reactivationCents);
        Sums.add(expansionCents, other.expansionCents);
        Sums.add(contractionCents, other.contractionCents);
        Sums.add(churnedCents, other.churnedCents);
        Sums.add(newCustomers, other.newCustomers);
        Sums.add(reactivatedCustomers, other.reactivatedCustomers);
        Sums.add(churnedCustomers, other.churnedCustomers);
        Sums.add(intraMonthChurned, other.intraMonthChurned);
    }
}
