package io.pulsemetrics.generator.history;

/** What became of a subscription: its present state, not its state on some past day. */
public enum SubscriptionStatus implements Coded {
    ACTIVE,
    CANCELLED,
    TRIAL_ENDED,
    UPGRADED,
    DOWNGRADED
}
