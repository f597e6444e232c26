package io.pulsemetrics.warehouse;

import com.google.common.base.Joiner;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Puts built relations in the place of the published ones, in one transaction on the connection that holds the target's lock: each
 * statement of a reader sees the whole old state or the whole new one.
 *
 * <p>Locks are taken with what depends first and given back between attempts. Owner, grants, storage options, statistics settings,
 * row-level security and triggers of a replaced relation go over to the new one; what is published for the first time gets the default
 * privileges of its schema. Views that read what is replaced are created again on it, in place. What can neither be carried over nor
 * re-pointed is refused before anything changes. Triggers do not fire for a publish.
 *
 * <p>Readers without a pause between them who name a table before a view on it can keep a publish from ever getting its locks; it then gives
 * up with {@code publish-blocked} and the readers go on undisturbed.
 *
 * <p>Not thread-safe; it may publish any number of times.
 */
public final class Publisher {
    private static final int RESTARTS = 2;

    /** The attempt that succeeded. */
    private record Locked(int attempts, Duration waited, PublishAttempt attempt, Swap swap) {
        Published published() {
            return new Published(
                    1,
                    attempts,
                    waited,
                    attempt.locked(),
                    swap.created(),
                    swap.replaced(),
                    swap.repointed(),
                    swap.recreated());
        }
    }

    private final HeldLock lock;
    private final Session session;
    private final PublishOptions options;
    private final KeptSets kept;

    /**
     * Publishes on the connection that holds the lock.
     *
     * @param kept where what is replaced is kept, if it is
     */
    public Publisher(HeldLock lock, PublishOptions options, KeptSets kept) {
        this.lock = lock;
        this.kept = kept;
        this.session = lock.session();
        this.options = options;
    }

    /** The connection that publishes. */
    public Session session() {
        return session;
    }

    /**
     * Publishes all of the items or none. After an exception the published state is as it was before, and the build is still there.
     *
     * @param items parents before children; missing final schemas are created
     * @param beforeCommit runs inside the transaction when all is in place, with readers waiting: for a few rows of bookkeeping
     * @throws PulseException {@code cannot-replace}, {@code missing-right}, {@code view-cannot-follow}: all that stands in the way;
     *     {@code publish-blocked}: the locks could not be had, with who held them; {@code target-lock-lost}, {@code connection-failed}
     */
    public Published publish(List<PublishItem> items, Consumer<DSLContext> beforeCommit) {
        return publish(items, beforeLocks -> {}, beforeCommit);
    }

    /**
     * As {@link #publish(List, Consumer)}, with work of its own at the beginning of the transaction.
     *
     * @param beforeLocks runs before anything is locked against readers, and stays done while locks are tried for again: must not take locks
     *     that readers feel; runs again if the whole transaction is begun anew after a conflict with another session
     */
    public Published publish(
            List<PublishItem> items, Consumer<Session> beforeLocks, Consumer<DSLContext> beforeCommit) {
        var published = transact(items, beforeLocks, beforeCommit);
        kept.prune();
        return published;
    }

    /**
     * Publishes the newest set of replaced relations again and drops what stands in their places. What was first published since then stays.
     *
     * @param beforeCommit as for {@link #publish}
     * @throws PulseException {@code nothing-kept}; what {@link #publish} throws
     */
    public Published rollBack(Consumer<DSLContext> beforeCommit) {
        var items = kept.newest().entrySet().stream()
                .map(it -> PublishItem.of(
                        it.getKey(), it.getValue().name(), it.getValue().kind(), Comments.NONE, Optional.empty()))
                .toList();
        if (items.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.NOTHING_KEPT,
                    "rollback",
                    "no set of replaced relations is kept",
                    "Let runs keep what they replace: from then on there is something to go back to");
        }
        var drop = new Publisher(lock, options, kept.keepingNone());
        return drop.transact(items, beforeLocks -> kept.strip(), sql -> {
            kept.pop();
            beforeCommit.accept(sql);
        });
    }

    /** What lost against another session, while it was brought up to date for example, is begun anew: nothing of it has happened. */
    private Published transact(
            List<PublishItem> items, Consumer<Session> beforeLocks, Consumer<DSLContext> beforeCommit) {
        for (int restarts = 0; ; restarts++) {
            try {
                return transactOnce(items, beforeLocks, beforeCommit);
            } catch (PulseException e) {
                if (restarts == RESTARTS || e.problems().getFirst().code() != ErrorCode.CONFLICT) {
                    throw e;
                }
                pause();
            }
        }
    }

    private Published transactOnce(
            List<PublishItem> items, Consumer<Session> beforeLocks, Consumer<DSLContext> beforeCommit) {
        lock.verify();
        try {
            session.begin();
            beforeLocks.accept(session);
            prepare(items);
            var locked = untilLocked(ImmutableList.copyOf(items));
            beforeCommit.accept(session.sql());
            session.commit();
            var published = locked.published();
            locked.swap().statisticsToRefresh().forEach(new Relations(session)::analyze);
            return published;
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("publish", e);
        } finally {
            rollBack();
        }
    }

    /** What needs no lock on anything published. */
    private void prepare(List<PublishItem> items) {
        var relations = new Relations(session);
        items.stream()
                .map(item -> item.name().schema())
                .distinct()
                .filter(schema -> !BuildSchemas.exists(session, schema))
                .forEach(schema ->
                        session.execute("CREATE SCHEMA " + session.sql().render(DSL.name(schema))));
        items.forEach(item -> relations.comment(item.build(), item.kind(), item.comments()));
    }

    /** What stands in the way of it all is found before time goes into what only some of it needs. */
    private ImmutableList<PublishItem> complete(ImmutableList<PublishItem> items) {
        new PublishAttempt(session, items, kept, options).refuse();
        var all = new RecreatedViews(session, items).complete();
        new HandMade(session).complete(all);
        session.execute("SAVEPOINT publish");
        return all;
    }

    private Locked untilLocked(ImmutableList<PublishItem> built) {
        var waited = Stopwatch.createStarted();
        var items = built;
        for (int number = 1; ; number++) {
            items = complete(items);
            var before = waited.elapsed();
            var attempt = new PublishAttempt(session, items, kept, options);
            var swap = run(attempt, number);
            if (swap != null) {
                return new Locked(number, before, attempt, swap);
            }
            session.execute("ROLLBACK TO SAVEPOINT publish");
            if (number == options.attempts()) {
                throw blocked(attempt, number, waited.elapsed());
            }
            pause();
        }
    }

    /** What was swapped, or null if another session was in the way. */
    private @Nullable Swap run(PublishAttempt attempt, int number) {
        try {
            if (options.isPatient(number)) {
                attempt.endAutovacuum(deadlockTimeout().plusMillis(500));
            }
            return attempt.run();
        } catch (DataAccessException e) {
            if (DatabaseErrors.isLockConflict(e)) {
                return null;
            }
            throw e;
        }
    }

    private Duration deadlockTimeout() {
        return Duration.ofMillis(session.sql()
                .fetchSingle("select extract(epoch from current_setting('deadlock_timeout')::interval) * 1000")
                .get(0, Long.class));
    }

    private PulseException blocked(PublishAttempt attempt, int number, Duration waited) {
        var contended = attempt.contended();
        var where =
                contended.isEmpty() ? "publish" : contended.getFirst().name().toString();
        var tried = "it could not be locked in %d attempts within %.1f s; nothing was published"
                .formatted(number, waited.toMillis() / 1000.0);
        var blockers = Blocker.of(session, Lists.transform(contended, Dependencies.Lockable::oid));
        return blockers.isEmpty()
                ? PulseException.of(
                        ErrorCode.PUBLISH_BLOCKED,
                        where,
                        tried + ". Nobody uses it at this moment: many short readers were in the way",
                        "Publish again at a quieter time, or with a longer lock timeout")
                : PulseException.of(
                        ErrorCode.PUBLISH_BLOCKED,
                        where,
                        tried + ". It is in use by " + Joiner.on(", ").join(blockers),
                        "Let it finish, or end it with select pg_terminate_backend(%d)"
                                .formatted(blockers.getFirst().pid()));
    }

    private void pause() {
        try {
            Thread.sleep(options.nextPause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PulseException.of(
                    ErrorCode.PUBLISH_BLOCKED,
                    "publish",
                    "it was interrupted while it waited to try again; nothing was published",
                    "Run again");
        }
    }

    /** Where the connection is lost the server has rolled back by itself. */
    private void rollBack() {
        try {
            session.rollback();
        } catch (DataAccessException e) {
            if (!DatabaseErrors.isConnectionLost(e)) {
                throw e;
            }
        }
    }
}
