package io.pulsemetrics.plan;

/** Why a run that leaves what has not changed builds a node all the same. The first that holds is told. */
public enum Cause {
    /** A full refresh or a backfill was asked for. */
    ASKED("asked for"),
    /** Nothing is there under its name, or the ledger does not know how it was made. */
    NEW("new"),
    /** What is there is not what the last run published: somebody replaced it, or a rollback did. */
    REPLACED("replaced"),
    /** What it computes, or how it is stored; see {@link io.pulsemetrics.project.Fingerprint}. */
    CODE("code changed"),
    /** Its descriptions or its checks. */
    CONFIGURATION("configuration changed"),
    /** Values of parameters that it uses. */
    PARAMETER("parameter changed"),
    /** Rows of a source that it reads, directly or through views. */
    DATA("data changed"),
    /** A model or seed that it reads, or that its checks read, is built, or was since. */
    PARENT("parent changed"),
    /** Something that it reads does not tell whether it changed. */
    UNKNOWN("data cannot be compared");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** In words: {@code parent changed}. */
    @Override
    public String toString() {
        return words;
    }
}
