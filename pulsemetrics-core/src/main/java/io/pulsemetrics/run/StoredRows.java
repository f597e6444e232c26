package io.pulsemetrics.run;

/**
 * What is kept of offending rows.
 *
 * @param schema where
 * @param limit how many of each check, unless the check says it itself; 0 for none
 */
record StoredRows(String schema, int limit) {}
