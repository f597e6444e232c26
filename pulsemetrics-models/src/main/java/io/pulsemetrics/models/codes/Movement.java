package io.pulsemetrics.models.codes;

/** What a subscription is to its user: see {@link io.pulsemetrics.models.facts.FctSubscriptions#MOVEMENT}. */
public enum Movement implements Code {
    TRIAL,
    NEW,
    EXPANSION,
    CONTRACTION,
    RENEWAL,
    REACTIVATION
}
