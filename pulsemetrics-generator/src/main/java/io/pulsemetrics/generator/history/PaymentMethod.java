package io.pulsemetrics.generator.history;

/** How a subscription is paid. */
public enum PaymentMethod implements Coded {
    CREDIT_CARD,
    PAYPAL,
    BANK_TRANSFER
}
