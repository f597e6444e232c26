package io.pulsemetrics.lineage;

import io.pulsemetrics.model.RelationName;
import java.util.function.UnaryOperator;

/** A column of a relation in the database: where a value comes from. */
public record Origin(RelationName relation, String column) {

    Origin renamed(UnaryOperator<RelationName> names) {
        return new Origin(names.apply(relation), column);
    }

    /** {@code schema.relation.column} */
    @Override
    public String toString() {
        return relation + "." + column;
    }
}
