package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.Increment;
import java.util.List;
import java.util.Objects;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What the statements about a delta are made of. */
final class DeltaSql {
    private final Session session;
    private final Increment increment;

    DeltaSql(Session session, Increment increment) {
        this.session = session;
        this.increment = increment;
    }

    String delta() {
        return quote(increment.delta());
    }

    /**
     * That a row of {@code t} and one of {@code d} have the same key. Arrays of one element are equal if both elements are NULL, and can be
     * hashed; IS NOT DISTINCT FROM would mean a nested loop.
     */
    String match(List<Change.Key> key) {
        return key.stream()
                .map(it -> it.nullable()
                        ? "ARRAY[t.%s] = ARRAY[d.%1$s]".formatted(quote(it.name()))
                        : "t.%s = d.%1$s".formatted(quote(it.name())))
                .collect(joining(" AND "));
    }

    String list(List<String> columns, String prefix) {
        return columns.stream().map(column -> prefix + quote(column)).collect(joining(", "));
    }

    String render(QueryPart part) {
        return Objects.requireNonNull(session.sql().renderInlined(part));
    }

    String quote(RelationName relation) {
        return render(relation.toName());
    }

    String quote(String name) {
        return render(DSL.name(name));
    }
}
