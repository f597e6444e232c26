package io.pulsemetrics.model;

import com.google.common.collect.ImmutableSet;

/**
 * What a model says about itself beside its query. A value: each method gives a changed copy.
 *
 * @param materialization what the model becomes in the database
 * @param tags for selectors, in the order in which they were added
 * @param description one line for people; published as the comment on the table or view
 * @param table how it is stored if it becomes a table
 */
public record ModelConfig(
        Materialization materialization, ImmutableSet<String> tags, String description, TableProperties table) {

    /** Materialized so, with nothing else said. */
    public static ModelConfig of(Materialization materialization) {
        return new ModelConfig(materialization, ImmutableSet.of(), "", TableProperties.none());
    }

    /** The same, materialized so. */
    public ModelConfig materialized(Materialization as) {
        return new ModelConfig(as, tags, description, table);
    }

    /** The same, with these tags added. */
    public ModelConfig tags(String... added) {
        return new ModelConfig(
                materialization,
                ImmutableSet.<String>builder().addAll(tags).add(added).build(),
                description,
                table);
    }

    /** The same, described so. */
    public ModelConfig describedAs(String text) {
        return new ModelConfig(materialization, tags, text, table);
    }

    /** The same, stored so; for what becomes a table. */
    public ModelConfig stored(TableProperties properties) {
        return new ModelConfig(materialization, tags, description, properties);
    }
}
