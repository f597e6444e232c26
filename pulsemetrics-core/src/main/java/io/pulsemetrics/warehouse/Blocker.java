package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.time.OffsetDateTime;
import java.util.Collection;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A session that uses what a publish wants to lock. What it runs is not told: a statement may hold secrets.
 *
 * @param pid its server process
 * @param application its application name, or what kind of process it is
 * @param user its role
 * @param state what it does, if our role may see that
 * @param since when its transaction began, if our role may see that
 */
record Blocker(
        int pid,
        String application,
        String user,
        @Nullable String state,
        @Nullable OffsetDateTime since) {
    /** Who holds locks on these relations, longest first. */
    static ImmutableList<Blocker> of(Session session, Collection<Long> relations) {
        return session.sql().resultQuery("""
                        select distinct a.pid, coalesce(nullif(a.application_name, ''), a.backend_type, ''),
                          coalesce(a.usename::text, ''), a.state, coalesce(a.xact_start, a.query_start) as since
                        from pg_locks l join pg_stat_activity a on a.pid = l.pid
                        where l.locktype = 'relation' and l.granted and l.relation = any (cast(? as oid[]))
                          and l.database = (select oid from pg_database where datname = current_database())
                          and l.pid <> pg_backend_pid()
                        order by since nulls last, 1
                        """, DSL.val(relations.toArray(Long[]::new))).stream()
                .map(row -> new Blocker(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, String.class),
                        row.get(4, OffsetDateTime.class)))
                .collect(toImmutableList());
    }

    @Override
    public String toString() {
        return "session %d ('%s', role %s%s)%s"
                .formatted(
                        pid,
                        application,
                        user,
                        state == null ? "" : ", " + state,
                        since == null ? "" : " since " + since.toInstant());
    }
}
