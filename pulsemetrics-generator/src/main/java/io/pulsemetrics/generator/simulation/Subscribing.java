package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.BillingCycle;
import io.pulsemetrics.generator.history.PaymentMethod;
import io.pulsemetrics.generator.history.Plan;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.SubscriptionStatus;
import io.pulsemetrics.generator.history.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's way through trial, paid subscriptions, departure and return. */
final class Subscribing {
    private static final Duration TRIAL = Duration.ofDays(14);
    private static final double TRIAL_WITHOUT_ACTIVATION = 0.10;
    private static final double WITHOUT_TRIAL = 0.07;
    private static final double LATE_CONVERSION = 0.08;
    private static final double SECOND_SUBSCRIPTION = 0.03;
    private static final double RETURN_AFTER_CANCELLATION = 0.14;
    private static final double RETURN_AFTER_FAILED_PAYMENT = 0.40;

    private final Instant end;
    private final PaidSpell spells;

    Subscribing(Instant end) {
        this.end = end;
        this.spells = new PaidSpell(end);
    }

    /** The user's subscriptions by start. */
    List<Subscription> live(Persona persona, User user, Draws draws) {
        List<Subscription> rows = new ArrayList<>();
        var paidFrom = tryOut(persona, user, rows, draws);
        if (paidFrom != null && !paidFrom.isAfter(end)) {
            stay(persona, paidFrom, rows, draws);
            if (draws.chance(SECOND_SUBSCRIPTION)) {
                holdAnother(persona, later(paidFrom, 20, 200, draws), rows, draws);
            }
        }
        rows.sort(Comparator.comparing(Subscription::startedAt));
        return rows;
    }

    /** Adds the trial, if there is one; says when the user starts to pay, or null for never. */
    private @Nullable Instant tryOut(Persona persona, User user, List<Subscription> rows, Draws draws) {
        var activatedAt = user.activatedAt();
        var wanted =
                activatedAt != null ? draws.chance(persona.traits().trial()) : draws.chance(TRIAL_WITHOUT_ACTIVATION);
        var start = later(activatedAt != null ? activatedAt : user.signedUpAt(), 0, 4, draws);
        if (!wanted || start.isAfter(end)) {
            return null;
        }
        if (draws.chance(WITHOUT_TRIAL)) {
            return start;
        }
        var over = start.plus(TRIAL);
        rows.add(trial(persona, start, over));
        if (draws.chance(persona.traits().conversion() * (0.6 + 0.8 * persona.breadth()))) {
            return over;
        }
        return draws.chance(LATE_CONVERSION) ? later(over, 3, 60, draws) : null;
    }

    private Subscription trial(Persona persona, Instant start, Instant over) {
        var running = over.isAfter(end);
        return new Subscription(
                persona.plan(),
                running ? SubscriptionStatus.ACTIVE : SubscriptionStatus.TRIAL_ENDED,
                start,
                running ? null : over,
                0,
                BillingCycle.MONTHLY,
                true,
                List.of());
    }

    private void stay(Persona persona, Instant from, List<Subscription> rows, Draws draws) {
        var terms = terms(persona.plan(), draws);
        @Nullable Instant start = from;
        while (start != null && !start.isAfter(end)) {
            var last = spells.add(persona, terms, start, rows, draws);
            var failedPayment = last.involuntary();
            var left = last.leftAt();
            var returns = draws.chance(failedPayment ? RETURN_AFTER_FAILED_PAYMENT : RETURN_AFTER_CANCELLATION);
            start = left == null || !returns
                    ? null
                    : later(left, failedPayment ? 2 : 25, failedPayment ? 30 : 160, draws);
            terms = terms(last.plan(), draws);
        }
    }

    private void holdAnother(Persona persona, Instant from, List<Subscription> rows, Draws draws) {
        if (!from.isAfter(end)) {
            spells.add(persona, terms(Plan.STARTER, draws), from, rows, draws);
        }
    }

    private static PaidSpell.Terms terms(Plan plan, Draws draws) {
        var cycle = draws.chance(0.17) ? BillingCycle.ANNUAL : BillingCycle.MONTHLY;
        var chance = draws.uniform();
        var method = chance < 0.8
                ? PaymentMethod.CREDIT_CARD
                : chance < 0.9 ? PaymentMethod.PAYPAL : PaymentMethod.BANK_TRANSFER;
        return new PaidSpell.Terms(plan, cycle, method);
    }

    private static Instant later(Instant from, double fromDays, double toDays, Draws draws) {
        return from.plusMillis((long) (draws.between(fromDays, toDays) * 86_400_000L));
    }
}
