package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.PlannedNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** The lock of the target, on the connection that publishes. */
    public HeldLock lock() {
        return lock;
    }

    /**
     * Publishes all of the items or none. After an exception the published state is as it was before, and the build is still there.
     *
     * @param items parents before children; missing final schemas are created
     * @param bookkeeping rows that are written in the transaction
     * @throws PulseException {@code cannot-replace}, {@code missing-right}, {@code view-cannot-follow}: all that stands in the way;
     *     {@code publish-blocked}: the locks could not be had, with who held them; {@code target-lock-lost}, {@code connection-failed}
     */
    public Published publish(List<PublishItem> items, Bookkeeping bookkeeping) {
        return publish(items, beforeLocks -> {}, bookkeeping);
    }

    /**
     * As {@link #publish(List, Bookkeeping)}, with work of its own at the beginning of the transaction.
     *
     * @param beforeLocks runs before anything is locked against readers, and stays done while locks are tried for again: must not take locks
     *     that readers feel; runs again if the whole transaction is begun anew, after a conflict with another session or on another
     *     connection, and says then whether what it publishes is still there
     */
    public Published publish(List<PublishItem> items, Consumer<Session> beforeLocks, Bookkeeping bookkeeping) {
        var done = transact(items, new PublishWork(kept, beforeLocks, script -> write(bookkeeping, script)));
        lock.connected(() -> {
            done.statistics().forEach(new Relations(session)::analyze);
            kept.prune();
        });
        return done.published();
    }

    /**
     * Publishes the newest set of replaced relations again and drops what stands in their places. What was first published since then stays.
     *
     * @param bookkeeping as for {@link #publish}
     * @throws PulseException {@code nothing-kept}; what {@link #publish} throws
     */
    public Published rollBack(Bookkeeping bookkeeping) {
        var newest = kept.newest();
        var items = newest.entrySet().stream()
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
        var done = transact(
                items,
                new PublishWork(
                        kept.keepingNone(),
                        beforeLocks -> {
                            if (!kept.newest().equals(newest)) {
                                throw lock.lostToAnother();
                            }
                            kept.strip();
                        },
                        script -> {
                            kept.pop(script);
                            write(bookkeeping, script);
                        }));
        lock.connected(() -> done.statistics().forEach(new Relations(session)::analyze));
        return done.published();
    }

    /**
     * Gives partitioned tables that stay in place the partitions that their deltas need, as far as readers of a partition have to wait for
     * that: each in a transaction of its own, so that they wait no longer than for any publish. Such a partition stays, and is empty, if
     * the deltas are not published.
     *
     * @throws PulseException as {@link #publish}
     */
    public void extend(List<PlannedNode> nodes) {
        lock.connected(() -> nodes.stream()
                .filter(node -> node.design().partitions().isPresent())
                .flatMap(node -> node.increment().stream()
                        .flatMap(increment -> new PartitionedTables(session)
                                .extension(node.name(), increment.delta(), node.design()).stream()))
                .forEach(extension -> extension.commit(session, options)));
    }

    /** What is done beside moving relations. */
    private record PublishWork(KeptSets kept, Consumer<Session> first, Consumer<PublishScript> last) {}

    private void write(Bookkeeping bookkeeping, PublishScript script) {
        bookkeeping
                .statements(session.sql())
                .forEach(query -> script.execute(session.sql().renderInlined(query)));
    }

    /**
     * What lost against another session, while it was brought up to date for example, is begun anew: nothing of it has happened. So is what
     * lost its connection, unless it turns out to be committed.
     */
    private PublishTransaction.Done transact(List<PublishItem> items, PublishWork work) {
        for (int restarts = 0; ; restarts++) {
            var transaction = new PublishTransaction(session, ImmutableList.copyOf(items), work.kept(), options);
            try {
                lock.verify();
                return transaction.commit(() -> work.first().accept(session), work.last());
            } catch (PulseException e) {
                var done = afterwards(transaction, e);
                if (done.isPresent()) {
                    return done.get();
                }
                if (restarts == RESTARTS) {
                    throw e;
                }
                options.rest();
            }
        }
    }

    /** What became of a transaction that failed for a reason which may have passed. */
    private Optional<PublishTransaction.Done> afterwards(PublishTransaction transaction, PulseException e) {
        if (!DatabaseErrors.isTransient(e)) {
            throw e;
        }
        if (e.problems().getFirst().code() != ErrorCode.CONNECTION_FAILED) {
            return Optional.empty();
        }
        lock.regain(e);
        return transaction.committed();
    }
}
