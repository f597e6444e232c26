package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * The condition that a row of a table ({@code t}) and one of its delta ({@code d}) have the same key.
 *
 * <p>Beside the equality of a column stand the lowest and the highest value that the delta has in it, as literals. They say nothing new, but
 * from them PostgreSQL knows before it begins how much of a large table can match at all: new rows, whose keys are mostly close together,
 * are then looked for by an index on the key instead of reading the whole table. Columns whose type has no order, or another one in the
 * table, go without.
 *
 * <p>NULL is a value like any other. Arrays of one element are equal if both elements are NULL, and can be hashed; {@code IS NOT DISTINCT
 * FROM} would mean a nested loop. Where the delta has no NULL the plain equality says the same, and can use an index.
 */
final class KeyMatch {
    private final Session session;
    private final RelationName table;
    private final RelationName delta;

    KeyMatch(Session session, RelationName table, RelationName delta) {
        this.session = session;
        this.table = table;
        this.delta = delta;
    }

    /** Reads the delta for it, which must be there and not change any more. FALSE if it is empty: then the table is not read at all. */
    String condition(List<Change.Key> key) {
        var types = orderedTypes();
        var facts = session.fetch(key.stream()
                        .map(column -> facts(quote(column.name()), types.containsKey(column.name())))
                        .collect(joining(", ", "SELECT EXISTS (SELECT FROM %s), ".formatted(quote(delta)), "")))
                .getFirst();
        if (!facts.get(0, Boolean.class)) {
            return "FALSE";
        }
        var conditions = new ArrayList<String>();
        for (int i = 0; i < key.size(); i++) {
            conditions.add(condition(key.get(i), types.getOrDefault(key.get(i).name(), ""), facts, 1 + 3 * i));
        }
        return String.join(" AND ", conditions);
    }

    /** The lowest value, the highest, and whether there is NULL among them. */
    private String facts(String column, boolean ordered) {
        var bound = ordered
                ? "(SELECT quote_literal(v::text) FROM (SELECT %1$s AS v FROM %2$s WHERE %1$s IS NOT NULL ORDER BY 1 %%s LIMIT 1) d)"
                        .formatted(column, quote(delta))
                : "NULL::text%s";
        return "%s, %s, EXISTS (SELECT FROM %s d WHERE d.%s IS NULL)"
                .formatted(bound.formatted(""), bound.formatted(ordered ? "DESC" : ""), quote(delta), column);
    }

    private String condition(Change.Key key, String type, Record facts, int index) {
        var column = quote(key.name());
        boolean hasNull = key.nullable() && facts.get(index + 2, Boolean.class);
        var equal = hasNull ? "ARRAY[t.%s] = ARRAY[d.%1$s]" : "t.%s = d.%1$s";
        var lowest = facts.get(index, String.class);
        if (lowest == null) {
            return equal.formatted(column);
        }
        var range = "t.%1$s >= %2$s::%4$s AND t.%1$s <= %3$s::%4$s"
                .formatted(column, lowest, facts.get(index + 1, String.class), type);
        return equal.formatted(column) + " AND " + (hasNull ? "(%s OR t.%s IS NULL)".formatted(range, column) : range);
    }

    /** The types of the columns that have one order in both relations, by name. */
    private ImmutableMap<String, String> orderedTypes() {
        return session.sql().resultQuery("""
                        select d.attname::text, format_type(d.atttypid, null)
                        from pg_attribute d join pg_type y on y.oid = d.atttypid
                        join pg_attribute t on t.attname = d.attname and t.atttypid = d.atttypid and t.attcollation = d.attcollation
                        where d.attrelid = to_regclass(?) and t.attrelid = to_regclass(?) and d.attnum > 0 and t.attnum > 0
                          and not d.attisdropped and not t.attisdropped
                          and (y.typcategory in ('N', 'D', 'S', 'T', 'E') or y.typname = 'uuid')
                        """, quote(delta), quote(table)).stream()
                .collect(ImmutableMap.toImmutableMap(row -> row.get(0, String.class), row -> row.get(1, String.class)));
    }

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
