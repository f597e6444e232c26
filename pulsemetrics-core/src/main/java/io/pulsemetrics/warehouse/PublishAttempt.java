package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.ReplacementProblems;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to lock what is to be replaced and to replace it, between the savepoint and its end. Whoever runs it rolls back to the
 * savepoint if another session was in the way.
 */
final class PublishAttempt {
    private final Session session;
    private final ImmutableList<PublishItem> items;
    private final KeptSets kept;
    private final PublishOptions options;
    private final Stopwatch locked = Stopwatch.createUnstarted();
    private ImmutableList<Dependencies.Lockable> wanted = ImmutableList.of();
    private Dependencies.@Nullable Lockable contended;

    /** @param items with the materialized views that are recreated */
    PublishAttempt(Session session, ImmutableList<PublishItem> items, KeptSets kept, PublishOptions options) {
        this.session = session;
        this.items = items;
        this.kept = kept;
        this.options = options;
    }

    /**
     * Locks, and swaps if what was found before is still there.
     *
     * <p>The time for all locks is counted together: a reader who has what is still wanted and waits for what is already locked must be let
     * go before PostgreSQL looks for a deadlock and finds it.
     *
     * @return what was done, or null if the catalogue changed while the locks were waited for
     * @throws DataAccessException if PostgreSQL refuses
     * @throws PulseException if something stands in the way that will not go away
     */
    @Nullable
    Swap run() {
        var lockTimeout = options.lockTimeout();
        var before = read();
        refuse(before);
        wanted = before.dependencies().lockOrder();
        locked.start();
        wanted.forEach(it -> lock(it, lockTimeout.minus(locked.elapsed())));
        contended = null;
        session.execute("SET LOCAL lock_timeout = %d".formatted(lockTimeout.toMillis()));
        var after = read();
        if (!after.equals(before) || isIncomplete(after)) {
            return null;
        }
        var swap = new Swap(session, items, after, kept);
        swap.run();
        return swap;
    }

    /** Whether something was made, since it was looked for, that must be made on what was built, too. */
    private boolean isIncomplete(PublishState state) {
        var names = items.stream().map(PublishItem::name).collect(ImmutableSet.toImmutableSet());
        return !names.containsAll(Lists.transform(state.dependencies().replaced(), ExistingRelation::name))
                || new HandMade(session).isMissing(items, state.relations());
    }

    /** The time since the first lock. */
    Duration locked() {
        return locked.elapsed();
    }

    /** What could not be locked, or all that was to be locked if a later statement had to wait. */
    ImmutableList<Dependencies.Lockable> contended() {
        return contended == null ? wanted : ImmutableList.of(contended);
    }

    /** @throws PulseException if something stands in the way that will not go away */
    void refuse() {
        refuse(read());
    }

    private PublishState read() {
        var catalog = new Catalog(session);
        var names = items.stream()
                .flatMap(item -> Stream.of(item.name(), item.build()))
                .collect(ImmutableSet.toImmutableSet());
        var relations = ImmutableSortedMap.copyOf(
                Maps.filterKeys(catalog.relations(names.stream().map(RelationName::schema)), names::contains));
        var replaced = items.stream()
                .map(PublishItem::name)
                .filter(relations::containsKey)
                .map(relations::get)
                .collect(toImmutableList());
        return new PublishState(relations, catalog.dependencies(replaced));
    }

    private void refuse(PublishState state) {
        var snapshot = new CatalogSnapshot(
                new Catalog(session).role(),
                state.relations(),
                state.dependencies().dependents());
        var problems = ReplacementProblems.of(
                snapshot,
                items.stream().collect(toImmutableMap(PublishItem::name, PublishItem::kind)),
                options.materializedViews());
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
    }

    /**
     * Makes autovacuum let go of the tables: it does so for whoever has waited for deadlock_timeout, and readers are not in the way of the
     * lock that it holds, nor this one in theirs.
     */
    void endAutovacuum(Duration patience) {
        session.execute("SET LOCAL lock_timeout = %d".formatted(patience.toMillis()));
        wanted = read().dependencies().lockOrder();
        for (var it : wanted) {
            if (it.kind().isTable()) {
                contended = it;
                session.execute("LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE".formatted(quote(it)));
            }
        }
    }

    /** Giving a view to its owner changes nothing and locks it alone; LOCK TABLE would lock what it reads, too. */
    private void lock(Dependencies.Lockable it, Duration left) {
        contended = it;
        var lock = switch (it.kind()) {
            case VIEW, MATERIALIZED_VIEW ->
                "ALTER %s %s OWNER TO %s"
                        .formatted(it.kind().keyword(), quote(it), session.sql().render(DSL.name(it.owner())));
            case TABLE -> "LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE".formatted(quote(it));
            case PARTITIONED_TABLE -> "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(quote(it));
            case FOREIGN_TABLE, SEQUENCE, COMPOSITE_TYPE ->
                throw new IllegalStateException("a %s is not replaced: %s".formatted(it.kind(), it.name()));
        };
        session.execute("SET LOCAL lock_timeout = %d; %s".formatted(Math.max(1, left.toMillis()), lock));
    }

    private String quote(Dependencies.Lockable it) {
        return Objects.requireNonNull(session.sql().render(it.name().toName()));
    }
}
