package io.pulsemetrics.run;

/** What became of a node in a run. */
public enum NodeStatus {
    /** Built, audited and published. */
    PUBLISHED,
    /** Not built, since it would become what is there; see {@link RunOptions#withChangedOnly}. */
    UNCHANGED,
    /** Built, and no check of severity error failed; not published, since something else failed or the publish did. */
    PASSED,
    /** A check of severity error found violations. */
    CHECK_FAILED,
    /** The database refused to build it or to answer a check. */
    ERROR,
    /** Not built, or not audited to the end, since something that it reads or that its checks read failed. */
    SKIPPED;

    /** Whether the node itself is the reason why a run fails. */
    public boolean isFailure() {
        return this == CHECK_FAILED || this == ERROR;
    }
}
