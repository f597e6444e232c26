package io.pulsemetrics.generator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to collect an invoice, or the refund of one that succeeded.
 *
 * @param amountCents in US cents; negative for a refund
 * @param attempt 1 to 4; a refund carries the number of the attempt that it gives back
 * @param failure null unless the attempt failed
 */
public record Payment(
        Instant at,
        long amountCents,
        PaymentStatus status,
        PaymentMethod method,
        @Nullable FailureReason failure,
        int attempt) {
    public Payment {
        if ((status == PaymentStatus.FAILED) != (failure != null)) {
            throw new IllegalArgumentException("a reason goes with a failed payment and with nothing else: " + status);
        }
    }
}
