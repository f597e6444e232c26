package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import org.jooq.impl.DSL;

/** The partitions of a table, which move with it: PostgreSQL moves the table alone. */
final class Partitions {
    private Partitions() {}

    /** Those in the schema of the table, by name; empty for what has none. */
    static ImmutableList<RelationName> of(Session session, RelationName table) {
        return of(session::read, table);
    }

    static ImmutableList<RelationName> of(CatalogReader reader, RelationName table) {
        return reader.read("""
                        select p.relname::text
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = ?
                        cross join lateral pg_partition_tree(c.oid) t
                        join pg_class p on p.oid = t.relid and t.level > 0 and p.relnamespace = n.oid
                        where c.relname = ? and c.relkind = 'p' order by 1
                        """, DSL.val(table.schema()), DSL.val(table.name())).stream()
                .map(row -> new RelationName(table.schema(), row.get(0, String.class)))
                .collect(toImmutableList());
    }
}
