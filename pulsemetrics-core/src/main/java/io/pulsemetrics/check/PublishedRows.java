package io.pulsemetrics.check;

import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A query that is asked of what was last published, wherever else the relations of the rest of the statement are read from: a
 * derived table of a name that whoever renders the statement knows.
 */
public final class PublishedRows {
    private static final String NAME = "as_published";

    private PublishedRows() {}

    /** Whether the part is such a derived table, whose relations are to be read as they are published. */
    public static boolean is(QueryPart part) {
        return part instanceof Table<?> table
                && table.getSchema() == null
                && table.getName().equals(NAME);
    }

    static Table<?> of(Select<?> query) {
        return query.asTable(NAME);
    }

    /** What is computed from the single value of a query with one column and one row; NULL if the value is 0 or NULL. */
    static <T> Field<T> value(Select<?> query, Field<T> column, UnaryOperator<Field<T>> computed) {
        var rows = of(query);
        var value = WindowRule.of(rows, column);
        return DSL.field(
                DSL.select(computed.apply(value)).from(rows).where(value.ne(DSL.inline(0, value.getDataType()))));
    }
}
