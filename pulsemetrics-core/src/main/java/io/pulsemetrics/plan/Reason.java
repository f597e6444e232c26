package io.pulsemetrics.plan;

/** Why a run builds a node. The first that holds is given. */
public enum Reason {
    /** Nothing is published under its name, or the ledger does not know it. */
    NEW("new"),
    /** What it computes differs from what was last published; see {@link io.pulsemetrics.project.Fingerprint}. */
    CHANGED("changed"),
    /** Something that it reads, directly or not, is new or changed. */
    PARENT_CHANGED("parent changed"),
    /** Stretches of time were not computed yet, or are to be computed again. */
    INTERVAL_MISSING("interval missing"),
    /** None of these: it is built because it is selected. */
    SELECTED("selected");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** The reason in words: {@code parent changed}. */
    @Override
    public String toString() {
        return words;
    }
}
