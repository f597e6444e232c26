package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;

/**
 * What was read of the catalogue before anything was locked. Whoever holds the locks can ask PostgreSQL whether all of it is still so, and
 * need not read it again. Not thread-safe.
 */
final class Observations implements CatalogReader {
    private static final String DIGEST =
            "select encode(sha256(convert_to(string_agg(a::text, E'\\n' order by a::text), 'UTF8')), 'hex') from %s a";

    private final Session session;
    private final String snapshot;
    private final Map<String, String> conditions = new LinkedHashMap<>();

    Observations(Session session) {
        this.session = session;
        this.snapshot =
                session.sql().fetchSingle("select pg_current_snapshot()::text").get(0, String.class);
    }

    /** What the server had seen before the first of them: as long as it has seen no more, none of them has changed. */
    String snapshot() {
        return snapshot;
    }

    /** The rows and their digest come from one statement, so that they are of one moment. */
    @Override
    public Result<Record> read(String query, Field<?>... values) {
        var asked = Objects.requireNonNull(
                session.sql().renderInlined(session.sql().resultQuery(query, (Object[]) values)));
        var rows = session.fetch("WITH answer AS MATERIALIZED (\n%s\n) SELECT a.*, (%s) AS digest FROM answer a"
                .formatted(asked, DIGEST.formatted("answer")));
        conditions.put(asked, rows.isEmpty() ? "" : rows.getFirst().get("digest", String.class));
        return rows;
    }

    /** For each query a query that says whether its answer is still the same. */
    ImmutableList<String> verifications() {
        return conditions.entrySet().stream()
                .map(it -> it.getValue().isEmpty()
                        ? "SELECT NOT EXISTS (\n%s\n)".formatted(it.getKey())
                        : "SELECT (%s) = '%s'".formatted(DIGEST.formatted("(\n" + it.getKey() + "\n)"), it.getValue()))
                .collect(toImmutableList());
    }
}
