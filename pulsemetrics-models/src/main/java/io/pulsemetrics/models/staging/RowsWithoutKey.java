package io.pulsemetrics.models.staging;

import io.pulsemetrics.check.CustomCheck;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Finds the raw rows that a staging model leaves out because their key is NULL. */
final class RowsWithoutKey extends CustomCheck {
    private final Staging<?> model;

    RowsWithoutKey(Staging<?> model) {
        super("rows_without_key");
        this.model = model;
    }

    @Override
    public Select<?> violations(Table<?> relation) {
        var version = model.version();
        return DSL.select(version.key(), version.loadedAt())
                .from(model.raw())
                .where(version.key().isNull());
    }
}
