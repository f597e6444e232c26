package io.pulsemetrics.select.shelf.box;

import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;

public final class Box {
    public static final InlineModel IN_BOX = InlineModel.define(Layer.views("loose", "shop"), "in_box", m -> {
        m.column("id", inline(1));
        return select -> select;
    });

    private Box() {}
}
