package io.pulsemetrics.generator.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the life of a subscriber: a trial, or a plan from its start to the next change.
 *
 * @param monthlyValueCents what it adds to MRR, in US cents; 0 for a trial
 * @param endedAt null while it runs
 * @param invoices by time
 */
public record Subscription(
        Plan plan,
        SubscriptionStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        long monthlyValueCents,
        BillingCycle cycle,
        boolean trial,
        List<Invoice> invoices) {
    public Subscription {
        invoices = List.copyOf(invoices);
        if (trial && monthlyValueCents != 0) {
            throw new IllegalArgumentException("a trial is worth nothing a month, not " + monthlyValueCents);
        }
    }
}
