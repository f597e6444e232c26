package io.pulsemetrics.lineage;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import java.util.function.UnaryOperator;

/**
 * Where one column of a query comes from.
 *
 * @param name the name of the column
 * @param origins the columns its value is computed from, in the order in which they are read; a constant has none
 * @param opaque whether plain SQL takes part, so that there may be further origins
 */
public record ColumnLineage(String name, ImmutableSet<Origin> origins, boolean opaque) {

    ColumnLineage renamed(UnaryOperator<RelationName> names) {
        return new ColumnLineage(
                name, origins.stream().map(origin -> origin.renamed(names)).collect(toImmutableSet()), opaque);
    }
}
