package io.pulsemetrics.model;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/**
 * What a model says about itself beside its query. A value: each method gives a changed copy.
 *
 * @param materialization what the model becomes in the database
 * @param tags for selectors, in the order in which they were added
 * @param description one line for people; published as the comment on the table or view
 * @param table how it is stored if it becomes a table
 * @param grants who may use it; empty if that is left to what is granted by hand
 */
public record ModelConfig(
        Materialization materialization,
        ImmutableSet<String> tags,
        String description,
        TableProperties table,
        Optional<Grants> grants) {

    /** Materialized so, with nothing else said. */
    public static ModelConfig of(Materialization materialization) {
        return new ModelConfig(materialization, ImmutableSet.of(), "", TableProperties.none(), Optional.empty());
    }

    /** The same, materialized so. */
    public ModelConfig materialized(Materialization as) {
        return new ModelConfig(as, tags, description, table, grants);
    }

    /** The same, with these tags added. */
    public ModelConfig tags(String... added) {
        var all = ImmutableSet.<String>builder().addAll(tags).add(added).build();
        return new ModelConfig(materialization, all, description, table, grants);
    }

    /** The same, described so. */
    public ModelConfig describedAs(String text) {
        return new ModelConfig(materialization, tags, text, table, grants);
    }

    /** The same, stored so; for what becomes a table. */
    public ModelConfig stored(TableProperties properties) {
        return new ModelConfig(materialization, tags, description, properties, grants);
    }

    /** The same, for these roles and nobody else: every publish grants and revokes until that is so. */
    public ModelConfig granting(Grants exactly) {
        return new ModelConfig(materialization, tags, description, table, Optional.of(exactly));
    }
}
