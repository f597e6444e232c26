package io.pulsemetrics.model;

/**
 * A storey of the warehouse, such as staging, dimensions or facts: what the models on it have in common.
 *
 * @param name the word for it in selectors and pages
 * @param schema the schema its models are published in
 * @param config what holds for a model that does not say otherwise
 */
public record Layer(String name, String schema, ModelConfig config) {
    public Layer {
        if (name.isBlank() || schema.isBlank()) {
            throw new IllegalArgumentException("a layer has a name and a schema");
        }
    }

    /** A layer whose models become views. */
    public static Layer views(String name, String schema) {
        return new Layer(name, schema, ModelConfig.of(Materialization.view()));
    }

    /** A layer whose models become tables. */
    public static Layer tables(String name, String schema) {
        return new Layer(name, schema, ModelConfig.of(Materialization.table()));
    }

    /** The same layer, whose models carry these tags. */
    public Layer tags(String... tags) {
        return new Layer(name, schema, config.tags(tags));
    }
}
