package io.pulsemetrics.check;

import java.util.function.Function;
import org.jooq.Select;
import org.jooq.Table;

/** A query of a user's own finds nothing. */
record FreeRule(Function<Table<?>, ? extends Select<?>> offending) implements QueryRule {
    @Override
    public Select<?> violations(Subject subject) {
        return offending.apply(subject.relation());
    }
}
