package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/** A transaction that locks a relation against readers for a moment. It is tried as a publish is: no reader waits for long, or for the runner. */
record ShortTransaction(Session session, PublishOptions options) {
    /** Tells who was in the way. */
    interface Refusal {
        /**
         * The exception of the last attempt.
         *
         * @param attempts how many there were
         */
        PulseException of(PublishScript.Outcome last, int attempts);
    }

    /**
     * Commits it, as soon as nobody is in the way.
     *
     * @param relation what it is about, for messages
     * @param work runs in each attempt before the locks, and says what is done from there on
     * @throws PulseException the refusal, if somebody was in the way each time
     */
    void commit(RelationName relation, Supplier<PublishScript> work, Refusal refusal) {
        var limit = options.readersWait();
        for (int number = 1; ; number++) {
            var outcome = attempt(relation, work, limit);
            if (outcome instanceof PublishScript.Outcome.Committed) {
                return;
            }
            if (number == options.attempts()) {
                throw refusal.of(outcome, number);
            }
            if (outcome instanceof PublishScript.Outcome.Outdated) {
                limit = limit.multipliedBy(2);
            }
            options.rest();
        }
    }

    private PublishScript.Outcome attempt(RelationName relation, Supplier<PublishScript> work, Duration limit) {
        try {
            session.begin();
            return work.get().commit(session, options.lockTimeout(), limit);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(relation.toString(), e);
        } finally {
            session.whileConnected(() -> {});
        }
    }
}
