package io.pulsemetrics.lineage;

import java.util.Objects;
import org.jooq.Select;

/**
 * A query that was rendered once, for both of what that tells.
 *
 * @param lineage what it reads
 * @param text its SQL in one line, the same in every run: names quoted, literal values, parameters by name, relations as they are published
 */
public record TracedQuery(Lineage lineage, String text) {
    public TracedQuery {
        Objects.requireNonNull(lineage);
        Objects.requireNonNull(text);
    }

    /** Renders and traces the query. */
    public static TracedQuery of(Select<?> query) {
        var rendering = Rendering.of(query);
        return new TracedQuery(new Tracer().trace(rendering.root()), rendering.text());
    }
}
