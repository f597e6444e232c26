package io.pulsemetrics.generator.history;

/** How a user found the product. */
public enum Channel implements Coded {
    ORGANIC,
    PAID_SEARCH,
    PAID_SOCIAL,
    REFERRAL,
    CONTENT
}
