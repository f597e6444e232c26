package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.RelationKind;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the catalogue describes it to people.
 *
 * @param rows how many rows it has by PostgreSQL's own estimate; -1 if it has none
 * @param columns in their order
 */
public record CatalogTable(
        RelationName name,
        RelationKind kind,
        String owner,
        @Nullable String comment,
        long rows,
        ImmutableList<CatalogColumn> columns) {

    /** A column; the first has position 1. */
    public record CatalogColumn(
            String name,
            String type,
            int position,
            @Nullable String comment) {}
}
