/**
 * What a query reads, table by table and column by column, found by listening to one rendering of it; the entry point is
 * {@link io.pulsemetrics.lineage.Lineage#of}. No SQL is parsed and no database is asked.
 */
@NullMarked
package io.pulsemetrics.lineage;

import org.jspecify.annotations.NullMarked;
