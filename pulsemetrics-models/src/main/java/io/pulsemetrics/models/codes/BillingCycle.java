package io.pulsemetrics.models.codes;

/** How often a subscription is billed. */
public enum BillingCycle implements Code {
    MONTHLY,
    ANNUAL
}
