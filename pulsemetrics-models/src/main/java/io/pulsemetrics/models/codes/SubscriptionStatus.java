package io.pulsemetrics.models.codes;

/** What became of a subscription: its present state, not its state on some past day. */
public enum SubscriptionStatus implements Code {
    ACTIVE,
    CANCELLED,
    TRIAL_ENDED,
    UPGRADED,
    DOWNGRADED
}
