package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
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
        return read(session, relations, ImmutableList.of());
    }

    /**
     * Who holds locks on a table, or a partition of it, that keep others from changing it, longest first; readers do not.
     *
     * @param relation its schema and name, with a dot between them; if there is none of that name, nobody does
     */
    static ImmutableList<Blocker> ofWriters(Session session, String relation) {
        return read(session, named(session, relation), ImmutableList.of("AccessShareLock"));
    }

    /** As {@link #ofWriters}, and readers, too. */
    static ImmutableList<Blocker> ofReaders(Session session, String relation) {
        return read(session, named(session, relation), ImmutableList.of());
    }

    private static List<Long> named(Session session, String relation) {
        return session.read("""
                with named as (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname || '.' || c.relname = ?)
                select oid::bigint from named
                union select t.relid::oid::bigint from named, pg_partition_tree(oid) t order by 1
                """, DSL.val(relation)).getValues(0, Long.class);
    }

    private static ImmutableList<Blocker> read(Session session, Collection<Long> relations, List<String> harmless) {
        return session
                .sql()
                .resultQuery("""
                        select distinct a.pid, coalesce(nullif(a.application_name, ''), a.backend_type, ''),
                          coalesce(a.usename::text, ''), a.state, coalesce(a.xact_start, a.query_start) as since
                        from pg_locks l join pg_stat_activity a on a.pid = l.pid
                        where l.locktype = 'relation' and l.granted and l.relation = any (cast(? as oid[]))
                          and l.database = (select oid from pg_database where datname = current_database())
                          and l.pid <> pg_backend_pid() and l.mode <> all (?)
                        order by since nulls last, 1
                        """, DSL.val(relations.toArray(Long[]::new)), DSL.val(harmless.toArray(String[]::new)))
                .stream()
                .map(row -> new Blocker(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, String.class),
                        row.get(4, OffsetDateTime.class)))
                .collect(toImmutableList());
    }

    /**
     * What is told of a publish that gave up.
     *
     * @param tried what it tried, and how long
     * @param otherwise what is told if nobody is in the way any more
     * @param blockers who was in the way
     */
    static PulseException inTheWay(String where, String tried, String otherwise, List<Blocker> blockers) {
        return blockers.isEmpty()
                ? PulseException.of(
                        ErrorCode.PUBLISH_BLOCKED,
                        where,
                        tried + ". " + otherwise,
                        "Publish again at a quieter time, or with a longer lock timeout")
                : PulseException.of(
                        ErrorCode.PUBLISH_BLOCKED,
                        where,
                        tried + ". It is in use by " + Joiner.on(", ").join(blockers),
                        "Let it finish, or end it with select pg_terminate_backend(%d)"
                                .formatted(blockers.getFirst().pid()));
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
