package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.Increment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What the statements about a delta are made of. */
final class DeltaSql {
    private final Session session;
    private final KeyMatch match;
    private final Map<List<Change.Key>, String> conditions = new HashMap<>();
    private final Increment increment;

    DeltaSql(Session session, RelationName table, Increment increment) {
        this.session = session;
        this.match = new KeyMatch(session, table, increment.delta());
        this.increment = increment;
    }

    String delta() {
        return quote(increment.delta());
    }

    /** That a row of {@code t} and one of {@code d} have the same key. */
    String match(List<Change.Key> key) {
        return conditions.computeIfAbsent(key, match::condition);
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
