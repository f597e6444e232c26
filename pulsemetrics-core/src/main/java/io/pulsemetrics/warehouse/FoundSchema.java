package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.BuildNames;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * A schema that has the name of one of ours.
 *
 * @param name its name
 * @param quoted its name as SQL
 * @param marked whether it carries our comment
 * @param ours whether we have the rights of its owner
 * @param recreatable whether we could create it again
 * @param dropStatements what empties it: views first
 */
record FoundSchema(
        String name,
        String quoted,
        boolean marked,
        boolean ours,
        boolean recreatable,
        ImmutableList<String> dropStatements) {
    private static final String QUERY = """
            select n.nspname::text as name, quote_ident(n.nspname) as quoted,
              coalesce(obj_description(n.oid, 'pg_namespace') = ?, false) as marked,
              pg_has_role(n.nspowner, 'USAGE') as ours,
              has_database_privilege(current_database(), 'CREATE') as recreatable,
              coalesce(i.drops, '{}') as drops
            from unnest(?::text[]) as asked (name)
            join pg_namespace n on n.nspname = asked.name
            left join (
              select c.relnamespace, array_agg(format('DROP %s IF EXISTS %I.%I CASCADE',
                  case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' when 'S' then 'SEQUENCE'
                    when 'f' then 'FOREIGN TABLE' when 'c' then 'TYPE' else 'TABLE' end, s.nspname, c.relname)
                order by c.relkind in ('v', 'm') desc, c.relname) as drops
              from pg_class c join pg_namespace s on s.oid = c.relnamespace
              where s.nspname = any (?) and c.relkind in ('v', 'm', 'r', 'p', 'f', 'S', 'c')
              group by c.relnamespace
            ) i on i.relnamespace = n.oid
            order by 1
            """;

    static ImmutableList<FoundSchema> read(Session session, String[] names) {
        return session.sql().resultQuery(QUERY, DSL.val(BuildNames.MARKER), DSL.val(names), DSL.val(names)).stream()
                .map(FoundSchema::of)
                .collect(toImmutableList());
    }

    private static FoundSchema of(Record row) {
        return new FoundSchema(
                row.get("name", String.class),
                row.get("quoted", String.class),
                row.get("marked", Boolean.class),
                row.get("ours", Boolean.class),
                row.get("recreatable", Boolean.class),
                ImmutableList.copyOf(row.get("drops", String[].class)));
    }

    /** Whether it is ours to drop, and to create again. */
    boolean mayBeDropped() {
        return ours && recreatable;
    }

    /** Why it cannot be taken for ours; a schema of our own without anything in it can. */
    Optional<Problem> problem() {
        if (!marked && !(ours && dropStatements.isEmpty())) {
            return Optional.of(new Problem(
                    ErrorCode.FOREIGN_SCHEMA,
                    "schema " + name,
                    "it has the name of a build schema, but was not made by PulseMetrics",
                    "Rename it, or let every run empty it with COMMENT ON SCHEMA %s IS '%s'"
                            .formatted(quoted, BuildNames.MARKER)));
        }
        return Optional.empty();
    }
}
