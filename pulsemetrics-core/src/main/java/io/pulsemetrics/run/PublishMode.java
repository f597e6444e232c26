package io.pulsemetrics.run;

/** What of a run is published when not everything passed, and in how many transactions. */
public enum PublishMode {
    /** Everything in one transaction if everything passed; else nothing. */
    WHOLE,
    /** Whatever passed, as did all that it reads in the run, in one transaction. */
    PASSING,
    /**
     * Whatever passed, as did all that it reads in the run, each relation in a transaction of its own, parents first. Readers wait
     * less, but may see a new relation beside an old one. What cannot be published holds back only what reads it.
     */
    EACH
}
