package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.History;

/** All counts over the users added so far. Not thread-safe: each thread has its own, merged at the end; every count is a sum, so the order does not matter. */
final class Tally {
    final Axis axis;
    final ActivityTally activity;
    final MonthlyUseTally use;
    final SubscriptionTally subscriptions;
    final MrrTally mrr;

    Tally(Axis axis) {
        this.axis = axis;
        this.activity = new ActivityTally(axis);
        this.use = new MonthlyUseTally(axis);
        this.subscriptions = new SubscriptionTally(axis);
        this.mrr = new MrrTally(axis);
    }

    void add(History history) {
        activity.add(history);
        use.add(history);
        subscriptions.add(history);
        mrr.add(history);
    }

    void merge(Tally other) {
        activity.merge(other.activity);
        use.merge(other.use);
        subscriptions.merge(other.subscriptions);
        mrr.merge(other.mrr);
    }
}
