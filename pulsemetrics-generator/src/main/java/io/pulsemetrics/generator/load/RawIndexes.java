package io.pulsemetrics.generator.load;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.generator.rows.RawTable;
import io.pulsemetrics.models.raw.Raw;
import java.util.Arrays;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * The indexes of the raw tables while a load refills them. Rows arrive by user, not by time, so keeping an index up to date row by row
 * costs several times what building it at the end does. They are dropped and built again in the load's own transaction: nobody sees the
 * tables without them, and a load that fails leaves them as they were.
 */
final class RawIndexes {
    /** A schema and the names of tables in it; gives the name and definition of every index that can be built again from its definition alone. */
    private static final String PLAIN_INDEXES = """
            select n.nspname as schema, i.relname as name, pg_get_indexdef(i.oid) as definition
            from pg_index x
            join pg_class t on t.oid = x.indrelid
            join pg_class i on i.oid = x.indexrelid
            join pg_namespace n on n.oid = t.relnamespace
            where n.nspname = ? and t.relname = any(?)
              and x.indisvalid and not x.indisclustered and not x.indisreplident
              and i.reltablespace = 0
              and pg_has_role(t.relowner, 'usage')
              and has_schema_privilege(n.oid, 'create')
              and not exists (select from pg_constraint c where c.conindid = i.oid)
              and not exists (select from pg_inherits h where h.inhrelid = i.oid)
              and not exists (select from pg_attribute a where a.attrelid = i.oid and a.attstattarget >= 0)
              and not exists (select from pg_depend d where d.refclassid = 'pg_class'::regclass and d.refobjid = i.oid)
              and obj_description(i.oid, 'pg_class') is null
            order by t.relname, i.relname
            """;

    private final DSLContext sql;
    private final ImmutableList<Index> indexes;

    private record Index(Name name, String definition) {
        static Index of(Record row) {
            return new Index(
                    DSL.name(row.get("schema", String.class), row.get("name", String.class)),
                    row.get("definition", String.class));
        }
    }

    private RawIndexes(DSLContext sql, ImmutableList<Index> indexes) {
        this.sql = sql;
        this.indexes = indexes;
    }

    /** Leaves every index in place. */
    static RawIndexes kept(DSLContext sql) {
        return new RawIndexes(sql, ImmutableList.of());
    }

    /** Drops the indexes that {@link #rebuild()} can bring back exactly; those of constraints, and of tables of others, stay. */
    static RawIndexes drop(DSLContext sql) {
        var schema = Raw.RAW.getName();
        var tables = Arrays.stream(RawTable.values()).map(RawTable::tableName).toArray(String[]::new);
        var indexes = sql.resultQuery(PLAIN_INDEXES, schema, tables).stream()
                .map(Index::of)
                .collect(ImmutableList.toImmutableList());
        indexes.forEach(index -> sql.execute(DSL.query("drop index {0}", index.name())));
        return new RawIndexes(sql, indexes);
    }

    /** Builds them again from the definitions that PostgreSQL gave. */
    void rebuild() {
        indexes.forEach(index -> sql.connection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(index.definition());
            }
        }));
    }
}
