package io.pulsemetrics.generator.rows;

/** Is told how far a write or a load has come. Called by one thread, the one that asked for the work, and kept waiting by no other. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (table, rows) -> {};

    /**
     * More rows of a table have been handed over.
     *
     * @param rows all of this table so far; never less than the last time. A load from files reads a table in one piece and tells once,
     *     at its end; straight from a scenario, tables grow in turns
     */
    void rows(RawTable table, long rows);
}
