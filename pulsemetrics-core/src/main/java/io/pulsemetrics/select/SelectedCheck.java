package io.pulsemetrics.select;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;

/** A check of a model, a seed or a source. Equal to another of the same relation and name. */
public record SelectedCheck(RelationName relation, Check check) {
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof SelectedCheck that
                        && that.relation.equals(relation)
                        && that.check.name().equals(check.name()));
    }

    @Override
    public int hashCode() {
        return 31 * relation.hashCode() + check.name().hashCode();
    }

    /** {@code dim_users.user_id_not_null} */
    @Override
    public String toString() {
        return relation.name() + "." + check.name();
    }
}
