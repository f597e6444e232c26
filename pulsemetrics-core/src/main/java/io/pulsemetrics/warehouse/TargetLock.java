package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/**
 * One lock per target: a session-level advisory lock on the connection that publishes, so that it ends with the connection, however that
 * ends. Its key in a database is {@code hashtextextended('pulsemetrics:' || target, 0)}.
 */
public final class TargetLock {
    private static final String KEY = "hashtextextended('pulsemetrics:' || ?, 0)";
    private static final String NAMED_KEY = "hashtextextended('pulsemetrics:' || name, 0)";
    private static final String LOCKS = """
            pg_locks l
            join pg_database d on d.oid = l.database and d.datname = current_database()
            join (select %s as key) k on l.classid = ((k.key >> 32) & 4294967295)::oid and l.objid = (k.key & 4294967295)::oid
            where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
            """.formatted(KEY);

    private TargetLock() {}

    /** What came of trying: either the lock or who has it. */
    public sealed interface Attempt {
        /** It is ours until it is closed. */
        record Acquired(HeldLock lock) implements Attempt {}

        /** Another session has it. */
        record Busy(String target, LockHolder holder) implements Attempt {
            /** The exception that tells a user who cannot or will not wait. */
            public PulseException toException() {
                return PulseException.of(
                        ErrorCode.TARGET_LOCKED,
                        target,
                        "another run holds the target: " + holder,
                        "Wait until it ends, or end it with select pg_terminate_backend(%d)".formatted(holder.pid()));
            }
        }
    }

    /**
     * Takes the lock if it is free, without waiting.
     *
     * @throws PulseException if statements of the session reach different server processes, as they do behind a proxy that pools
     *     transactions: a lock means nothing there
     */
    public static Attempt tryAcquire(Session session, String target) {
        while (true) {
            var pid = session.pid();
            if (lock(session, target)) {
                var lock = new HeldLock(session, target, pid);
                lock.verify();
                return new Attempt.Acquired(lock);
            }
            var holder = holder(session, target);
            if (holder.isPresent()) {
                return new Attempt.Busy(target, holder.get());
            }
        }
    }

    static boolean lock(Session session, String what) {
        return session.sql()
                .fetchSingle(DSL.field("pg_try_advisory_lock(" + KEY + ")", Boolean.class, what))
                .value1();
    }

    /** Takes locks in this order, one after the other, as long as they are free; tells how many it took. One query. */
    static int lockEach(Session session, List<String> what) {
        return session.read("""
                        with recursive wanted as (select ?::text[] as names), taken (number, got) as (
                          select 1, pg_try_advisory_lock(%1$s) from wanted, unnest(names[1:1]) as name
                          union all
                          select number + 1, pg_try_advisory_lock(%1$s) from taken, wanted, unnest(names[number + 1:number + 1]) as name
                          where got
                        )
                        select count(*) filter (where got) from taken
                        """.formatted(NAMED_KEY), DSL.val(what.toArray(String[]::new)))
                .getFirst()
                .get(0, Integer.class);
    }

    /** Who holds the lock, if anyone does. */
    public static Optional<LockHolder> holder(Session session, String target) {
        return session.sql().resultQuery("""
                        select l.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), a.backend_start,
                            host(a.client_addr)
                        from pg_stat_activity a right join (select l.pid from %s) l on l.pid = a.pid
                        """.formatted(LOCKS), target).fetchOptional(row -> {
            var since = row.get(3, OffsetDateTime.class);
            return new LockHolder(
                    row.get(0, Integer.class),
                    row.get(1, String.class),
                    row.get(2, String.class),
                    since == null ? null : since.toInstant(),
                    row.get(4, String.class));
        });
    }

    static boolean isHeldHere(Session session, String target, int pid) {
        return session.sql()
                .fetchSingle(DSL.field(
                        "exists (select from " + LOCKS + " and l.pid = pg_backend_pid() and l.pid = ?)",
                        Boolean.class,
                        target,
                        pid))
                .value1();
    }

    static void release(Session session, List<String> what) {
        session.read(
                "select pg_advisory_unlock(" + NAMED_KEY + ") from unnest(?::text[]) as name",
                DSL.val(what.toArray(String[]::new)));
    }
}
