package io.pulsemetrics.generator.history;

import java.time.LocalDate;
import java.util.List;

/**
 * What is asked for one billing cycle.
 *
 * @param periodStart the first day of the cycle
 * @param payments the attempts to collect it, in order, then the refund if there was one; never empty
 */
public record Invoice(LocalDate periodStart, List<Payment> payments) {
    public Invoice {
        payments = List.copyOf(payments);
    }
}
