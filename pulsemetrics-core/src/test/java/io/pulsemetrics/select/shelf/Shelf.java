package io.pulsemetrics.select.shelf;

import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;

public final class Shelf {
    public static final InlineModel ON_SHELF = InlineModel.define(Layer.views("loose", "shop"), "on_shelf", m -> {
        m.column("id", inline(1));
        return select -> select;
    });

    private Shelf() {}
}
