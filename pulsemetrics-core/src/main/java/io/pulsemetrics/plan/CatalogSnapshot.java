package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/**
 * What the catalogue said at one moment.
 *
 * @param role the role that asked, which is the one that publishes
 * @param relations every table, view, sequence and the like in the schemas that were asked for, by name
 * @param dependents what depends on the relations that are to be replaced, by name; those relations themselves are not among them
 */
public record CatalogSnapshot(
        String role,
        ImmutableSortedMap<RelationName, ExistingRelation> relations,
        ImmutableList<Dependent> dependents) {

    /** The relation of that name, if there is one. */
    public Optional<ExistingRelation> find(RelationName name) {
        return Optional.ofNullable(relations.get(name));
    }
}
