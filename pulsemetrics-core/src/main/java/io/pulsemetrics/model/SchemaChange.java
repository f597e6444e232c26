package io.pulsemetrics.model;

/**
 * What happens if the columns of an incremental model or a snapshot are no longer those of its table. A wider type (integer to bigint,
 * varchar(10) to text) is taken over in each case, a narrower one never.
 */
public enum SchemaChange {
    /** The run is refused before anything is built, with the difference. */
    FAIL,
    /** New columns are added, NULL in the rows that are there; columns that the model no longer has stay, NULL in new rows. */
    APPEND,
    /** New columns are added, and columns that the model no longer has are dropped. */
    SYNC
}
