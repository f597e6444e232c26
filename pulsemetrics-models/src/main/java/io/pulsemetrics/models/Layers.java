package io.pulsemetrics.models;

import io.pulsemetrics.model.Layer;

/** The storeys of the warehouse. Applications read schema {@code analytics}; {@code staging} may change with the raw tables. */
public final class Layers {
    /** Views over the raw tables. */
    public static final Layer STAGING = Layer.views("staging", "staging").tags("staging");

    /** Reference data, beside the views. */
    public static final Layer SEEDS = Layer.tables("seeds", "staging").tags("seed");

    /** Tables that facts are looked at by. */
    public static final Layer DIMENSIONS =
            Layer.tables("dimensions", "analytics").tags("dimension");

    /** Tables of what happened and of what is measured. */
    public static final Layer FACTS = Layer.tables("facts", "analytics").tags("fact");

    private Layers() {}
}
