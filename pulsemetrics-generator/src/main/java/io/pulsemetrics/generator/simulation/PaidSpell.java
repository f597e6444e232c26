package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.BillingCycle;
import io.pulsemetrics.generator.history.Invoice;
import io.pulsemetrics.generator.history.PaymentMethod;
import io.pulsemetrics.generator.history.Plan;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time of paying without a break: one subscription row after the other, each plan change ending one and starting the next at the same
 * instant, until the user cancels, the last retry of a payment fails or the scenario ends. Every row covers at least one day.
 */
final class PaidSpell {
    private static final Duration SETTLED = Duration.ofDays(2);

    private final Instant end;
    private final Billing billing;

    PaidSpell(Instant end) {
        this.end = end;
        this.billing = new Billing(end);
    }

    /** What is bought, and how it is paid. */
    record Terms(Plan plan, BillingCycle cycle, PaymentMethod method) {
        Terms onPlan(Plan other) {
            return new Terms(other, cycle, method);
        }
    }

    /**
     * How a spell ended.
     *
     * @param leftAt null where the scenario ended first
     * @param involuntary a payment failed for good
     */
    record Ending(Plan plan, @Nullable Instant leftAt, boolean involuntary) {}

    /** How one row ended; {@code next} is the plan that follows it at once, if any. */
    private record RowEnd(
            SubscriptionStatus status,
            @Nullable Instant at,
            @Nullable Plan next) {
        static final RowEnd NONE = new RowEnd(SubscriptionStatus.ACTIVE, null, null);
    }

    /** Appends the rows of a spell that starts at the given instant. */
    Ending add(Persona persona, Terms first, Instant from, List<Subscription> rows, Draws draws) {
        var terms = first;
        var start = from;
        while (true) {
            List<Invoice> invoices = new ArrayList<>();
            var ending = run(persona, terms, start, invoices, draws);
            rows.add(row(terms, start, ending, invoices));
            var next = ending.next();
            var at = ending.at();
            if (next == null || at == null) {
                var unpaid = !invoices.isEmpty()
                        && invoices.getLast().payments().getLast().failure() != null;
                return new Ending(terms.plan(), at, unpaid);
            }
            terms = terms.onPlan(next);
            start = at;
        }
    }

    private RowEnd run(Persona persona, Terms terms, Instant start, List<Invoice> invoices, Draws draws) {
        var anchor = start.atZone(ZoneOffset.UTC);
        for (var cycle = 0; ; cycle++) {
            var due = anchor.plusMonths((long) cycle * terms.cycle().months()).toInstant();
            if (due.isAfter(end)) {
                return RowEnd.NONE;
            }
            var renewal =
                    anchor.plusMonths((cycle + 1L) * terms.cycle().months()).toInstant();
            var outcome = billing.collect(due, terms.plan().priceCents(terms.cycle()), terms.method(), draws);
            var invoice = outcome.invoice();
            if (invoice != null) {
                invoices.add(invoice);
            }
            var givenUpAt = outcome.givenUpAt();
            if (givenUpAt != null) {
                return new RowEnd(SubscriptionStatus.CANCELLED, givenUpAt, null);
            }
            var decision = decide(persona, terms, new Cycle(due, renewal, outcome.paidAtOnce()), draws);
            var at = decision.at();
            if (at != null) {
                return at.isAfter(end) ? RowEnd.NONE : decision;
            }
        }
    }

    private record Cycle(Instant due, Instant renewal, boolean settled) {}

    private static RowEnd decide(Persona persona, Terms terms, Cycle cycle, Draws draws) {
        var mood = draws.uniform();
        var cancels = Mobility.cancels(persona, terms);
        var upgrades = Mobility.upgrades(persona, terms);
        var downgrades = Mobility.downgrades(terms);
        if (mood < cancels) {
            return new RowEnd(SubscriptionStatus.CANCELLED, cycle.renewal(), null);
        }
        if (!cycle.settled() || mood >= cancels + upgrades + downgrades) {
            return RowEnd.NONE;
        }
        var up = mood < cancels + upgrades;
        return new RowEnd(
                up ? SubscriptionStatus.UPGRADED : SubscriptionStatus.DOWNGRADED,
                changeWithin(cycle, draws),
                up ? terms.plan().up() : terms.plan().down());
    }

    private static Instant changeWithin(Cycle cycle, Draws draws) {
        var earliest = cycle.due().plus(SETTLED);
        var room = Duration.between(earliest, cycle.renewal()).toMillis();
        return earliest.plusMillis((long) (draws.uniform() * room));
    }

    private static Subscription row(Terms terms, Instant start, RowEnd ending, List<Invoice> invoices) {
        return new Subscription(
                terms.plan(),
                ending.status(),
                start,
                ending.at(),
                terms.plan().monthlyValueCents(terms.cycle()),
                terms.cycle(),
                false,
                invoices);
    }
}
