package io.pulsemetrics.lineage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import org.jooq.Select;

/**
 * What a query reads. Immutable.
 *
 * @param columns the columns of the query, in their order
 * @param relations every table and view the query reads, in the order in which they appear
 * @param indirect columns that decide which rows there are or how they are ordered and grouped: join and filter conditions,
 *     GROUP BY, ORDER BY
 * @param parameters the run parameters the query uses
 * @param opaque the plain SQL that lineage cannot look into
 * @param strays columns, as {@code table.column}, whose table stands in no FROM clause where they are used
 */
public record Lineage(
        ImmutableList<ColumnLineage> columns,
        ImmutableSet<RelationName> relations,
        ImmutableSet<Origin> indirect,
        ImmutableSet<Parameter<?>> parameters,
        ImmutableList<String> opaque,
        ImmutableSet<String> strays) {

    /** The lineage of a query; it is rendered once. */
    public static Lineage of(Select<?> query) {
        return TracedQuery.of(query).lineage();
    }
}
