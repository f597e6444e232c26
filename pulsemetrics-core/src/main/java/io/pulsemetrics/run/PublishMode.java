package io.pulsemetrics.run;

/** What of a run is published when not everything passed, and in how many transactions. */
public enum PublishMode {
    /** Everything in one transaction if everything passed; else nothing. */
    WHOLE,
    /** Whatever passed, as did all that it reads in the run, in one transaction. */
    PASSING,
    /**
     * Whatever passed, each relation in a transaction of its own as soon as its checks passed and all that it reads in the run is published,
     * while others are still built. What PostgreSQL ties together, by an enforced foreign key or a materialized view, goes in one. Readers
     * have results early and wait less, but see new relations beside old ones for as long as the run lasts. A failure later in the run takes
     * nothing back. What cannot be published holds back only what reads it.
     */
    EACH
}
