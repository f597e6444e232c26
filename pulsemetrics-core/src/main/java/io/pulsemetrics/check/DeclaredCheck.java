package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;

/** A check of the catalogue, or one of a user's own that was given options. */
record DeclaredCheck(String type, ImmutableList<Field<?>> columns, Rule rule, CheckOptions options) implements Check {
    DeclaredCheck {
        if (rule instanceof FreeRule
                && !options.where().equals(CheckOptions.named("").where())) {
            throw new IllegalArgumentException("%s is a query of one's own, which says itself which rows it looks at"
                    .formatted(options.label().name()));
        }
    }

    @Override
    public DeclaredCheck with(CheckOptions changed) {
        return new DeclaredCheck(type, columns, rule, changed);
    }
}
