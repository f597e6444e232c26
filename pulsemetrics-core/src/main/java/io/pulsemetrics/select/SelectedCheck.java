package io.pulsemetrics.select;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;

/** A check of a model, a seed or a source. Equal to another of the same relation and name. */
public final class SelectedCheck {
    private final RelationName relation;
    private final Check check;
    private final int hash; // sets of the checks of a large project ask for it often

    SelectedCheck(RelationName relation, Check check) {
        this.relation = relation;
        this.check = check;
        this.hash = 31 * relation.hashCode() + check.name().hashCode();
    }

    public RelationName relation() {
        return relation;
    }

    public Check check() {
        return check;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof SelectedCheck that
                        && that.hash == hash
                        && that.relation.equals(relation)
                        && that.check.name().equals(check.name()));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code dim_users.user_id_not_null} */
    @Override
    public String toString() {
        return relation.name() + "." + check.name();
    }
}
