package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.ColumnUse;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/**
 * Gives columns of published tables types that hold more, where PostgreSQL does not write the table again for that. Readers wait for a few
 * milliseconds. Not thread-safe.
 */
public final class Widening {
    /** Indexes, constraints and statistics follow their column, and so does its default. */
    private static final String USES = """
            select distinct a.attname::text,
              case when v.oid is null then (pg_identify_object(d.classid, d.objid, d.objsubid)).identity
                else format('%I.%I', vn.nspname, v.relname) end,
              vn.nspname::text, v.relname::text,
              v.relkind = 'v' and exists (select from pg_attribute o where o.attrelid = v.oid and o.attname = a.attname
                and o.atttypid = a.atttypid and o.atttypmod = a.atttypmod)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select c.oid as relid union select p.relid from pg_partition_tree(c.oid) p) t
            join pg_attribute a on a.attrelid = t.relid and a.attnum > 0
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
            left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
            left join pg_class v on v.oid = r.ev_class
            left join pg_namespace vn on vn.oid = v.relnamespace
            left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
            where n.nspname = ? and c.relname = ?
              and d.classid not in ('pg_constraint'::regclass, 'pg_statistic_ext'::regclass)
              and not (d.classid = 'pg_class'::regclass and d.objid <> a.attrelid)
              and f.adnum is distinct from a.attnum
            order by 1, 2
            """;

    private final Session session;

    /** Works through the session. */
    public Widening(Session session) {
        this.session = session;
    }

    /** What uses columns of a table in a way that keeps them from changing their types, by column and name. */
    public ImmutableList<ColumnUse> uses(RelationName table) {
        return session.sql().resultQuery(USES, table.schema(), table.name()).stream()
                .map(row -> new ColumnUse(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        Optional.ofNullable(row.get(3, String.class))
                                .map(name -> new RelationName(row.get(2, String.class), name)),
                        Boolean.TRUE.equals(row.get(4, Boolean.class))))
                .collect(toImmutableList());
    }

    /**
     * Changes the types of columns, in a transaction of its own. Takes ACCESS EXCLUSIVE, for which it tries as a publish does, without
     * making readers wait for long.
     *
     * @throws PulseException {@code publish-blocked}: the lock could not be had, with who held it; if PostgreSQL refuses
     */
    public void apply(RelationName table, List<ColumnType> columns) {
        var changes = columns.stream()
                .map(column -> "ALTER COLUMN %s TYPE %s"
                        .formatted(session.sql().render(DSL.name(column.name())), column.type()))
                .collect(joining(", "));
        new BriefChange(session, table, "give columns a wider type; nothing was built")
                .apply("ALTER TABLE %s %s".formatted(session.sql().render(table.toName()), changes));
    }
}
