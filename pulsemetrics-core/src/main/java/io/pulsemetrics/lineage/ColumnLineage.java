package io.pulsemetrics.lineage;

import com.google.common.collect.ImmutableSet;

/**
 * Where one column of a query comes from.
 *
 * @param name the name of the column
 * @param origins the columns its value is computed from, in the order in which they are read; a constant has none
 * @param opaque whether plain SQL takes part, so that there may be further origins
 */
public record ColumnLineage(String name, ImmutableSet<Origin> origins, boolean opaque) {}
