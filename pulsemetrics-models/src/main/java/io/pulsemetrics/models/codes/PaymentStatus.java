package io.pulsemetrics.models.codes;

/** What a payment row records: an attempt, or money given back. */
public enum PaymentStatus implements Code {
    SUCCEEDED,
    FAILED,
    REFUNDED
}
