package io.pulsemetrics.select;

import java.util.Locale;

/** What became of a node or check in a run. */
public enum Outcome {
    /** A node was built and none of its checks failed. */
    SUCCESS,
    /** The database refused to build a node or to answer a check. */
    ERROR,
    /** A check of severity error found violations; said of the check and of its node. */
    FAIL,
    /** A check of severity warn found violations; said of the check and of its node. */
    WARN,
    /** A node was not built, or a check not asked, since something else failed. */
    SKIPPED,
    /** A check found no violation. */
    PASS;

    /** The word for it in selectors and in the ledger. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
