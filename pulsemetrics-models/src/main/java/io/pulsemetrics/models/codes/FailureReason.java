package io.pulsemetrics.models.codes;

/** Why an attempt to collect a payment failed. */
public enum FailureReason implements Code {
    INSUFFICIENT_FUNDS,
    CARD_DECLINED,
    EXPIRED_CARD,
    PROCESSING_ERROR
}
