package io.pulsemetrics.generator.history;

/** What can be subscribed to, cheapest first. */
public enum Plan implements Coded {
    STARTER(2_900),
    PROFESSIONAL(9_900),
    ENTERPRISE(29_900);

    private static final int PAID_MONTHS_OF_A_YEAR = 10;
    private static final int MONTHS_OF_A_YEAR = 12;

    private final long monthlyCents;

    Plan(long monthlyCents) {
        this.monthlyCents = monthlyCents;
    }

    /** What one billing cycle costs, in US cents: a month's price, or ten of them for a year. */
    public long priceCents(BillingCycle cycle) {
        return switch (cycle) {
            case MONTHLY -> monthlyCents;
            case ANNUAL -> monthlyCents * PAID_MONTHS_OF_A_YEAR;
        };
    }

    /** What a subscription adds to MRR, in US cents: a twelfth of a year's price, rounded half up, where it is billed by the year. */
    public long monthlyValueCents(BillingCycle cycle) {
        return switch (cycle) {
            case MONTHLY -> monthlyCents;
            case ANNUAL -> (priceCents(cycle) + MONTHS_OF_A_YEAR / 2) / MONTHS_OF_A_YEAR;
        };
    }

    /** The next dearer plan; the dearest is its own. */
    public Plan up() {
        return switch (this) {
            case STARTER -> PROFESSIONAL;
            case PROFESSIONAL, ENTERPRISE -> ENTERPRISE;
        };
    }

    /** The next cheaper plan; the cheapest is its own. */
    public Plan down() {
        return switch (this) {
            case STARTER, PROFESSIONAL -> STARTER;
            case ENTERPRISE -> PROFESSIONAL;
        };
    }
}
