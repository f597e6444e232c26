package io.pulsemetrics.lineage;

import io.pulsemetrics.model.RelationName;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A column of a relation in the database: where a value comes from. */
public record Origin(RelationName relation, String column) {

    Origin renamed(UnaryOperator<RelationName> names) {
        return new Origin(names.apply(relation), column);
    }

    /** Written out, as {@link #hashCode}, for the reason that {@link RelationName#equals} gives. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that && that.column.equals(column) && that.relation.equals(relation);
    }

    @Override
    public int hashCode() {
        return 31 * relation.hashCode() + column.hashCode();
    }

    /** {@code schema.relation.column} */
    @Override
    public String toString() {
        return relation + "." + column;
    }
}
