package io.pulsemetrics.generator.history;

/** Why an attempt to collect a payment failed. */
public enum FailureReason implements Coded {
    INSUFFICIENT_FUNDS,
    CARD_DECLINED,
    EXPIRED_CARD,
    PROCESSING_ERROR
}
