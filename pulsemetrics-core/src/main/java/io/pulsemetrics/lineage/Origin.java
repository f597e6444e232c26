package io.pulsemetrics.lineage;

import io.pulsemetrics.model.RelationName;

/** A column of a relation in the database: where a value comes from. */
public record Origin(RelationName relation, String column) {

    /** {@code schema.relation.column} */
    @Override
    public String toString() {
        return relation + "." + column;
    }
}
