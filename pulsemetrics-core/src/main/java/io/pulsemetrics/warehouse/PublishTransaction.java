package io.pulsemetrics.warehouse;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One transaction that publishes; its attempts to get the locks keep what was done before them. */
final class PublishTransaction {
    /** A runner that stands still holds no locks that readers feel, but those of what it changes in place. */
    private static final String BEGINNING = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

    private final Session session;
    private final ImmutableList<PublishItem> items;
    private final KeptSets kept;
    private final PublishOptions options;
    private final Stopwatch waited = Stopwatch.createUnstarted();
    private Duration limit;
    private @Nullable String id;
    private @Nullable Done sent;

    /**
     * What it did.
     *
     * @param statistics the tables whose statistics objects are new and empty until the next ANALYZE
     */
    record Done(Published published, ImmutableList<RelationName> statistics) {}

    PublishTransaction(Session session, ImmutableList<PublishItem> items, KeptSets kept, PublishOptions options) {
        this.session = session;
        this.items = items;
        this.kept = kept;
        this.options = options;
        this.limit = options.readersWait();
    }

    /**
     * Publishes all of it or nothing.
     *
     * @param first runs at the beginning, before anything is locked against readers
     * @param last adds what is done at the end
     */
    Done commit(Runnable first, Consumer<PublishScript> last) {
        try {
            session.begin();
            session.execute(BEGINNING);
            session.execute(
                    "SET LOCAL lock_timeout = %d".formatted(options.patience().toMillis()));
            patiently(() -> {
                first.run();
                prepare();
            });
            id = session.sql().fetchSingle("select pg_current_xact_id()::text").get(0, String.class);
            return untilLocked(last);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("publish", e);
        } finally {
            rollBack();
        }
    }

    /** What it did, if it was committed without saying so, since the connection was lost; asked on another one. */
    Optional<Done> committed() {
        try {
            return Optional.ofNullable(id)
                    .filter(it -> "committed"
                            .equals(session.sql()
                                    .fetchSingle("select pg_xact_status(cast(? as xid8))", it)
                                    .get(0, String.class)))
                    .map(it -> sent);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("publish", e);
        }
    }

    /** What needs no lock on anything published. */
    private void prepare() {
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
    private ImmutableList<PublishItem> complete(ImmutableList<PublishItem> found) {
        PublishAttempt.refuse(session, found, options);
        var all = new RecreatedViews(session, found).complete();
        new HandMade(session).complete(all);
        session.execute("SAVEPOINT publish");
        return all;
    }

    private void patiently(Runnable work) {
        patiently(() -> {
            work.run();
            return true;
        });
    }

    /** Does what takes locks that readers do not feel, but others may. */
    private <T> T patiently(Supplier<T> work) {
        try {
            return work.get();
        } catch (PulseException e) {
            var problem = e.problems().getFirst();
            if (problem.code() != ErrorCode.PUBLISH_BLOCKED) {
                throw e;
            }
            session.rollback();
            throw Blocker.inTheWay(
                    problem.where(),
                    "it could not be locked within %.1f s; nothing was published"
                            .formatted(options.patience().toMillis() / 1000.0),
                    "Nobody changes it at this moment",
                    Blocker.ofWriters(session, problem.where()));
        }
    }

    private Done untilLocked(Consumer<PublishScript> last) {
        waited.start();
        var all = items;
        for (int number = 1; ; number++) {
            var found = all;
            all = patiently(() -> complete(found));
            var before = waited.elapsed();
            var attempt = new PublishAttempt(session, all, kept, options);
            sent = done(attempt, number, before, limit);
            var outcome = attempt.isIncomplete()
                    ? new PublishScript.Outcome.Outdated(false)
                    : execute(attempt, attempt.script(last), number);
            if (outcome instanceof PublishScript.Outcome.Committed committed) {
                return done(attempt, number, before, committed.locked());
            }
            session.execute("ROLLBACK TO SAVEPOINT publish");
            giveUpOrPause(attempt, outcome, number);
        }
    }

    private static Done done(PublishAttempt attempt, int number, Duration before, Duration locked) {
        var swap = attempt.swap();
        return new Done(
                new Published(
                        1, number, before, locked, swap.created(), swap.replaced(), swap.repointed(), swap.recreated()),
                swap.statisticsToRefresh());
    }

    /** What was locked in order to read is let go before anything else is locked. */
    private PublishScript.Outcome execute(PublishAttempt attempt, PublishScript script, int number) {
        session.execute("ROLLBACK TO SAVEPOINT publish");
        if (options.isPatient(number)) {
            try {
                attempt.endAutovacuum(deadlockTimeout().plusMillis(500));
            } catch (DataAccessException e) {
                if (DatabaseErrors.isLockConflict(e)) {
                    return new PublishScript.Outcome.Blocked(attempt.wanted().size());
                }
                throw e;
            }
        }
        return script.commit(session, options.lockTimeout(), limit);
    }

    private Duration deadlockTimeout() {
        return Duration.ofMillis(session.sql()
                .fetchSingle("select extract(epoch from current_setting('deadlock_timeout')::interval) * 1000")
                .get(0, Long.class));
    }

    private void giveUpOrPause(PublishAttempt attempt, PublishScript.Outcome outcome, int number) {
        if (number == options.attempts()) {
            throw blocked(attempt.wanted(), outcome, number);
        }
        if (outcome instanceof PublishScript.Outcome.Outdated(boolean tooLong) && tooLong) {
            limit = limit.multipliedBy(2);
        }
        options.rest();
    }

    private PulseException blocked(
            ImmutableList<Dependencies.Lockable> wanted, PublishScript.Outcome outcome, int number) {
        var contended = outcome instanceof PublishScript.Outcome.Blocked(int step) && step < wanted.size()
                ? wanted.subList(step, step + 1)
                : wanted;
        var where =
                contended.isEmpty() ? "publish" : contended.getFirst().name().toString();
        return Blocker.inTheWay(
                where,
                "it could not be locked in %d attempts within %.1f s; nothing was published"
                        .formatted(number, waited.elapsed().toMillis() / 1000.0),
                "Nobody uses it at this moment: many short readers were in the way",
                Blocker.of(session, Lists.transform(contended, Dependencies.Lockable::oid)));
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
