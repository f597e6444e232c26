package io.pulsemetrics.warehouse;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.util.List;
import java.util.Objects;

/**
 * Partitions that a table is given beside the one for NULLs, while others read it.
 *
 * @param table which is locked against other changes of its kind
 * @param nulls the partition that is locked against readers
 * @param creations the statements that make the partitions
 * @param attachments the statements that attach them
 */
record Extension(RelationName table, RelationName nulls, List<String> creations, List<String> attachments) {
    /**
     * Attaches them, as soon as nobody is in the way.
     *
     * @throws io.pulsemetrics.error.PulseException {@code publish-blocked}: somebody was each time, with who that was
     */
    void commit(Session session, PublishOptions options) {
        new ShortTransaction(session, options)
                .commit(table, () -> script(session), (last, attempts) -> blocked(session, last, attempts));
    }

    private PublishScript script(Session session) {
        creations.forEach(session::execute);
        var script = new PublishScript();
        script.lock("LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE".formatted(quote(session, table)));
        script.lock("LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE".formatted(quote(session, nulls)));
        attachments.forEach(script::execute);
        return script;
    }

    private PulseException blocked(Session session, PublishScript.Outcome outcome, int number) {
        var contended = outcome instanceof PublishScript.Outcome.Blocked(int step) && step > 0 ? nulls : table;
        return Blocker.inTheWay(
                contended.toString(),
                "it could not be locked in %d attempts; nothing was published".formatted(number),
                "Nobody uses it at this moment: many short readers were in the way",
                contended.equals(nulls)
                        ? Blocker.ofReaders(session, contended.toString())
                        : Blocker.ofWriters(session, contended.toString()));
    }

    private static String quote(Session session, RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }
}
