package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Batches;
import io.pulsemetrics.plan.PlannedNode;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Rows that are computed in batches: each into a table of its own, which may happen at the same time through several sessions, and all read
 * through a view. Not thread-safe.
 */
public final class Parts {
    private final Session session;
    private final Relations relations;

    /** Works through the session. */
    public Parts(Session session) {
        this.session = session;
        this.relations = new Relations(session);
    }

    /**
     * Computes one batch.
     *
     * @throws PulseException {@code outside-interval}: it has rows that belong to another; if PostgreSQL refuses
     */
    public void compute(PlannedNode node, Batches batches, int index) {
        var part = batches.part(index);
        var batch = batches.batches().get(index);
        relations.execute(node.name(), "CREATE UNLOGGED TABLE %s AS %s".formatted(quote(part), batch.select()));
        relations.analyze(part);
        refuseOutside(node, quote(part), Objects.requireNonNull(session.sql().renderInlined(batch.within())));
    }

    /** Refuses rows that do not belong to the intervals that were computed. */
    void refuseOutside(PlannedNode node, String rows, String within) {
        long count = relations
                .fetch(node.name(), "select count(*) from %s where (%s) is not true".formatted(rows, within))
                .getFirst()
                .get(0, Long.class);
        if (count > 0) {
            throw PulseException.of(
                    ErrorCode.OUTSIDE_INTERVAL,
                    node.name().toString(),
                    "%d rows have an event time outside of the intervals that the run computes".formatted(count),
                    "Give the source or ref that the event time comes from as its time: source(EVENTS, \"e\", e -> e.TIME)");
        }
    }

    /** Makes the rows of all batches one relation, which they are named by. */
    public void combine(Batches batches) {
        relations.createView(
                batches.rows(),
                IntStream.range(0, batches.size())
                        .mapToObj(index -> "SELECT * FROM " + quote(batches.part(index)))
                        .collect(joining(" UNION ALL ")));
    }

    /** Clears away one batch, if there is anything of it. */
    public void drop(Batches batches, int index) {
        relations.drop(batches.part(index));
    }

    /** Clears away all of them. */
    public void drop(Batches batches) {
        relations.drop(batches.rows());
        relations.execute(
                batches.rows(),
                IntStream.range(0, batches.size())
                        .mapToObj(index -> quote(batches.part(index)))
                        .collect(joining(", ", "DROP TABLE ", "")));
    }

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }
}
