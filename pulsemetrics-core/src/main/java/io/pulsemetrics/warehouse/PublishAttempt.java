package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.ReplacementProblems;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * One attempt to lock what is to be replaced and to replace it, from the savepoint on. Everything is read and decided before the first lock;
 * under the locks PostgreSQL is only asked whether it is still so.
 */
final class PublishAttempt {
    private final Session session;
    private final ImmutableList<PublishItem> items;
    private final Observations observations;
    private final PublishState state;
    private final Swap swap;

    /**
     * Reads what is there, and decides.
     *
     * @param items with the materialized views that are recreated
     * @throws PulseException if something stands in the way that will not go away
     */
    PublishAttempt(Session session, ImmutableList<PublishItem> items, KeptSets kept, PublishOptions options) {
        this.session = session;
        this.items = items;
        this.observations = new Observations(session);
        this.state = read(session, observations, items);
        refuse(session, state, items, options);
        this.swap = new Swap(session, observations, items, state, kept);
    }

    /** @throws PulseException if something stands in the way that will not go away */
    static void refuse(Session session, ImmutableList<PublishItem> items, PublishOptions options) {
        refuse(session, read(session, session::read, items), items, options);
    }

    /** What it does when it is published. */
    Swap swap() {
        return swap;
    }

    /** Whether something was made, since it was looked for, that must be made on what was built, too. */
    boolean isIncomplete() {
        var names = items.stream().map(PublishItem::name).collect(ImmutableSet.toImmutableSet());
        return !names.containsAll(Lists.transform(state.dependencies().replaced(), ExistingRelation::name))
                || new HandMade(session, observations).isMissing(items, state.relations());
    }

    /**
     * All that is to be done: locks, then the question whether everything is as it was read, then the swap.
     *
     * <p>The time for all locks is counted together: a reader who has what is still wanted and waits for what is already locked must be let
     * go before PostgreSQL looks for a deadlock and finds it.
     *
     * @param last adds what is done at the end
     */
    PublishScript script(Consumer<PublishScript> last) {
        var script = new PublishScript();
        wanted().forEach(it -> script.lock(lock(it)));
        script.verify(observations);
        swap.write(script);
        last.accept(script);
        return script;
    }

    /** What is locked, in this order. */
    ImmutableList<Dependencies.Lockable> wanted() {
        return state.dependencies().lockOrder();
    }

    private static PublishState read(Session session, CatalogReader reader, ImmutableList<PublishItem> items) {
        var catalog = new Catalog(session, reader);
        var relations = catalog.relations(items.stream()
                .flatMap(item -> Stream.of(item.name(), item.build()))
                .collect(ImmutableSet.toImmutableSet()));
        var replaced = items.stream()
                .map(PublishItem::name)
                .filter(relations::containsKey)
                .map(relations::get)
                .collect(toImmutableList());
        return new PublishState(relations, catalog.dependencies(replaced));
    }

    private static void refuse(
            Session session, PublishState state, ImmutableList<PublishItem> items, PublishOptions options) {
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
     *
     * @throws DataAccessException if one of them could not be locked
     */
    void endAutovacuum(Duration patience) {
        session.execute("SET LOCAL lock_timeout = %d".formatted(patience.toMillis()));
        wanted().stream()
                .filter(it -> it.kind().isTable())
                .forEach(it -> session.execute("LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE".formatted(quote(it))));
    }

    /** Giving a view to its owner changes nothing and locks it alone; LOCK TABLE would lock what it reads, too. */
    private String lock(Dependencies.Lockable it) {
        return switch (it.kind()) {
            case VIEW, MATERIALIZED_VIEW ->
                "ALTER %s %s OWNER TO %s"
                        .formatted(it.kind().keyword(), quote(it), session.sql().render(DSL.name(it.owner())));
            case TABLE -> "LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE".formatted(quote(it));
            case PARTITIONED_TABLE -> "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(quote(it));
            case FOREIGN_TABLE, SEQUENCE, COMPOSITE_TYPE ->
                throw new IllegalStateException("a %s is not replaced: %s".formatted(it.kind(), it.name()));
        };
    }

    private String quote(Dependencies.Lockable it) {
        return Objects.requireNonNull(session.sql().render(it.name().toName()));
    }
}
