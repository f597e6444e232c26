package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.FailureReason;
import io.pulsemetrics.generator.history.Invoice;
import io.pulsemetrics.generator.history.Payment;
import io.pulsemetrics.generator.history.PaymentMethod;
import io.pulsemetrics.generator.history.PaymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects invoices: an attempt when the cycle begins, up to three retries, and now and then a refund. */
final class Billing {
    private static final double FIRST_ATTEMPT_FAILS = 0.038;
    private static final double RETRY_FAILS = 0.5;
    private static final double REFUNDED = 0.011;
    private static final List<Duration> WAITS = List.of(Duration.ofDays(3), Duration.ofDays(5), Duration.ofDays(7));
    private static final Weighted<FailureReason> REASONS =
            Weighted.of(List.of(FailureReason.values()), reason -> switch (reason) {
                case INSUFFICIENT_FUNDS -> 0.42;
                case CARD_DECLINED -> 0.30;
                case EXPIRED_CARD -> 0.18;
                case PROCESSING_ERROR -> 0.10;
            });

    private final Instant end;

    Billing(Instant end) {
        this.end = end;
    }

    /**
     * What came of an invoice up to the end of the scenario.
     *
     * @param invoice null where the end came before the first attempt
     * @param paidAtOnce the first attempt succeeded
     * @param givenUpAt the last failed attempt, after which nobody tries again; null while the invoice is paid or open
     */
    record Outcome(
            @Nullable Invoice invoice,
            boolean paidAtOnce,
            @Nullable Instant givenUpAt) {}

    Outcome collect(Instant due, long cents, PaymentMethod method, Draws draws) {
        List<Payment> payments = new ArrayList<>();
        var at = due.plusSeconds(1 + draws.below(120));
        for (var attempt = 1; attempt <= WAITS.size() + 1 && !at.isAfter(end); attempt++) {
            if (!draws.chance(attempt == 1 ? FIRST_ATTEMPT_FAILS : RETRY_FAILS)) {
                payments.add(new Payment(at, cents, PaymentStatus.SUCCEEDED, method, null, attempt));
                refund(payments, draws);
                return new Outcome(invoice(due, payments), attempt == 1, null);
            }
            payments.add(new Payment(at, cents, PaymentStatus.FAILED, method, REASONS.draw(draws), attempt));
            if (attempt > WAITS.size()) {
                return new Outcome(invoice(due, payments), false, at);
            }
            at = at.plus(WAITS.get(attempt - 1)).plusSeconds(draws.below(3_600));
        }
        return new Outcome(payments.isEmpty() ? null : invoice(due, payments), false, null);
    }

    private void refund(List<Payment> payments, Draws draws) {
        if (!draws.chance(REFUNDED)) {
            return;
        }
        var paid = payments.getLast();
        var at = paid.at().plusSeconds((long) (draws.between(1, 20) * 86_400));
        if (!at.isAfter(end)) {
            payments.add(
                    new Payment(at, -paid.amountCents(), PaymentStatus.REFUNDED, paid.method(), null, paid.attempt()));
        }
    }

    private static Invoice invoice(Instant due, List<Payment> payments) {
        return new Invoice(LocalDate.ofInstant(due, ZoneOffset.UTC), payments);
    }
}
