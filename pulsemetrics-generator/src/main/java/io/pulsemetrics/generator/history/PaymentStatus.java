package io.pulsemetrics.generator.history;

/** What a payment row records. */
public enum PaymentStatus implements Coded {
    SUCCEEDED,
    FAILED,
    REFUNDED
}
