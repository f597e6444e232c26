package io.pulsemetrics.generator.history;

/** How often a subscription is billed. */
public enum BillingCycle implements Coded {
    MONTHLY(1),
    ANNUAL(12);

    private final int months;

    BillingCycle(int months) {
        this.months = months;
    }

    /** The length of a cycle, in months. */
    public int months() {
        return months;
    }
}
