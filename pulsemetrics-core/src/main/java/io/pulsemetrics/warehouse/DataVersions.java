package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import java.util.Collection;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The version of a table's rows, as PostgreSQL tells it without reading them: the rows that were ever inserted, updated and deleted, the
 * size of the table and the file that it is in, which {@code TRUNCATE} changes; of a partitioned table, of all its parts. A reset of
 * the statistics, and a crash that loses them, makes another version of every table.
 *
 * <p>A session counts what it did when it commits, and tells it within a second while it goes on, within ten when it falls idle, at once
 * when it ends or asks {@code pg_stat_force_next_flush()}.
 */
public final class DataVersions {
    private static final String QUERY = """
            with recursive asked as (
              select c.oid as top, s.schema_name, s.relation_name
              from unnest(?::text[], ?::text[]) as s (schema_name, relation_name)
              join pg_namespace n on n.nspname = s.schema_name
              join pg_class c on c.relnamespace = n.oid and c.relname = s.relation_name
            ), part as (
              select top, top as oid from asked
              union select p.top, i.inhrelid from part p join pg_inherits i on i.inhparent = p.oid
            ), epoch as (
              select current_setting('track_counts')::boolean as counts, concat_ws(' ',
                (select stats_reset from pg_stat_database where datname = current_database()),
                (select stats_reset from pg_stat_bgwriter)) as since
            )
            select a.schema_name, a.relation_name, md5(concat_ws(' ', e.since, string_agg(concat_ws(' ', c.oid, c.relkind,
                pg_relation_filenode(c.oid), pg_relation_size(c.oid), pg_stat_get_tuples_inserted(c.oid),
                pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)), ', ' order by c.oid)))
            from asked a join part p using (top) join pg_class c on c.oid = p.oid cross join epoch e
            where e.counts
            group by a.top, a.schema_name, a.relation_name, e.since
            having bool_and(c.relkind in ('r', 'p', 'm'))
            order by 1, 2
            """;

    private DataVersions() {}

    /**
     * The versions as of now; a relation that is not there or does not tell, such as a view, a foreign table or any table where {@code
     * track_counts} is off, is missing.
     */
    public static ImmutableMap<RelationName, String> read(Session session, Collection<RelationName> relations) {
        var schemas = relations.stream().map(RelationName::schema).toArray(String[]::new);
        var names = relations.stream().map(RelationName::name).toArray(String[]::new);
        try {
            return session.sql().resultQuery(QUERY, DSL.val(schemas), DSL.val(names)).stream()
                    .collect(ImmutableMap.toImmutableMap(
                            row -> new RelationName(row.get(0, String.class), row.get(1, String.class)),
                            row -> row.get(2, String.class)));
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("data versions", e);
        }
    }
}
