package io.pulsemetrics.warehouse;

import io.pulsemetrics.model.RelationName;

/**
 * Where a relation lies and how it is stored, which somebody may have chosen by hand and what replaces it takes over.
 *
 * @param method the clause of a table access method that is not the session's default; else empty
 * @param tablespace the clause of a tablespace that is not the database's; else empty
 */
record Placement(String method, String tablespace) {
    private static final Placement DEFAULT = new Placement("", "");

    /** That of a table or materialized view; the default if there is none of this name. */
    static Placement of(Session session, RelationName relation) {
        return session.sql()
                .resultQuery("""
                        select coalesce((select format(' USING %I', m.amname) from pg_am m
                                where m.oid = c.relam and m.amname <> current_setting('default_table_access_method')), ''),
                            coalesce((select format(' TABLESPACE %I', t.spcname) from pg_tablespace t where t.oid = c.reltablespace), '')
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'm')
                        """, relation.schema(), relation.name())
                .fetchOptional(row -> new Placement(row.get(0, String.class), row.get(1, String.class)))
                .orElse(DEFAULT);
    }
}
