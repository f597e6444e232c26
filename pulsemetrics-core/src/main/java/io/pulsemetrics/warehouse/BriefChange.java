package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A change of a published table for which readers have to wait a moment, in a {@link ShortTransaction} of its own. */
final class BriefChange {
    private final Session session;
    private final RelationName table;
    private final String purpose;

    /** @param purpose what it is for, after "to", and what was published if it cannot be made */
    BriefChange(Session session, RelationName table, String purpose) {
        this.session = session;
        this.table = table;
        this.purpose = purpose;
    }

    /**
     * Makes the change.
     *
     * @param statements one or several
     * @throws PulseException {@code publish-blocked}: the lock could not be had, with who held it; if PostgreSQL refuses
     */
    void apply(String statements) {
        new ShortTransaction(session, PublishOptions.defaults(RandomGenerator.getDefault()))
                .commit(table, () -> script(statements), (last, attempts) -> blocked(attempts));
    }

    private PublishScript script(String statements) {
        var script = new PublishScript();
        script.lock("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
                .formatted(Objects.requireNonNull(session.sql().render(table.toName()))));
        script.execute(statements);
        return script;
    }

    private PulseException blocked(int attempts) {
        return Blocker.inTheWay(
                table.toString(),
                "it could not be locked in %d attempts to %s".formatted(attempts, purpose),
                "Nobody uses it at this moment: many short readers were in the way",
                Blocker.ofReaders(session, table.toString()));
    }
}
