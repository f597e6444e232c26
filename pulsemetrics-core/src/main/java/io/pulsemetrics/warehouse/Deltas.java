package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Batches;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import io.pulsemetrics.plan.Increment;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.ReplacementProblems;
import io.pulsemetrics.plan.SchemaChanges;
import java.util.List;
import java.util.Objects;
import org.jooq.impl.DSL;

/**
 * Tables that are brought up to date: the new rows are built as a delta in the build schema, and a preview beside it shows the table as it
 * will be. Published, the delta is applied to the table in place; where the columns change, or so many rows that a rewrite is cheaper, the
 * preview is stored as a table of its own and takes the published one's place.
 *
 * <p>Every method throws a {@link PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
public final class Deltas {
    private static final long FEW_ROWS = 10_000;

    private final Session session;
    private final Relations relations;
    private final StoredTables tables;

    /** Works through the session. */
    public Deltas(Session session) {
        this.session = session;
        this.relations = new Relations(session);
        this.tables = new StoredTables(session);
    }

    /**
     * Builds the delta and, under the node's build name, what the table will be.
     *
     * @return the number of rows of the delta
     */
    public long build(PlannedNode node, Increment increment) {
        if (increment.change() instanceof Change.Whole whole) {
            return build(node, increment, whole);
        }
        long rows = compute(node, increment);
        var preview = new Preview(session, node.name(), increment, delta(increment)).select();
        if (staysInPlace(node, increment, rows)) {
            relations.createView(node.build(), preview);
        } else {
            tables.createTableAs(node.build(), node.name(), preview, node.design());
            new StoredIndexes(session).create(node.build(), node.design());
            relations.vacuumAnalyze(node.build());
        }
        return rows;
    }

    /** All rows, as a table that nothing is declared of: it is read by the run and dropped. */
    private long build(PlannedNode node, Increment increment, Change.Whole whole) {
        long rows = node.batches().isPresent()
                ? fromBatches(node.build(), node.batches().get())
                : relations.createTableAs(node.build(), increment.batches().getFirst());
        if (!whole.key().isEmpty()) {
            verifyKey(node, node.build(), whole.key());
        }
        relations.vacuumAnalyze(node.build());
        return rows;
    }

    private long fromBatches(RelationName table, Batches batches) {
        var parts = new Parts(session);
        parts.combine(batches);
        long rows = relations.createTableAs(table, "SELECT * FROM " + quote(batches.rows()));
        parts.drop(batches);
        return rows;
    }

    /**
     * Builds the delta alone; the parts of one that is computed in parts are there.
     *
     * @return its number of rows
     */
    public long compute(PlannedNode node, Increment increment) {
        if (node.batches().isPresent()) {
            new Parts(session).combine(node.batches().get());
            return relations.count(increment.delta());
        }
        long rows = fill(increment.delta(), increment.batches().getFirst());
        verify(node, increment);
        return rows;
    }

    private long fill(RelationName table, String select) {
        long rows = relations.createTableAs(table, select);
        relations.analyze(table);
        return rows;
    }

    private ImmutableList<ColumnType> delta(Increment increment) {
        return relations.describe(increment.delta());
    }

    private boolean staysInPlace(PlannedNode node, Increment increment, long rows) {
        var delta = delta(increment);
        if (!SchemaChanges.fit(increment, delta) // the table may have been given wider types since that was planned
                && !SchemaChanges.fit(increment.over(relations.describe(node.name())), delta)) {
            return false;
        }
        return node.design().inPlace() || rows <= FEW_ROWS || rows * 5 <= estimate(node.name()) || !isReplaceable(node);
    }

    private long estimate(RelationName table) {
        return session.sql()
                .fetchSingle(
                        "select c.reltuples::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and c.relname = ?",
                        table.schema(),
                        table.name())
                .get(0, Long.class);
    }

    /** A rewrite is only cheaper as long as nothing else has to be computed because of it. */
    private boolean isReplaceable(PlannedNode node) {
        var catalog = new Catalog(session).snapshot(List.of(), List.of(node.name()));
        return ReplacementProblems.of(
                        catalog, ImmutableMap.of(node.name(), node.kind()), ForeignMaterializedViews.REFUSE)
                .isEmpty();
    }

    private void verify(PlannedNode node, Increment increment) {
        switch (increment.change()) {
            case Change.Append ignored -> {}
            case Change.Whole ignored -> {}
            case Change.DeleteInsert ignored -> {}
            case Change.Replace replace ->
                new Parts(session)
                        .refuseOutside(
                                node,
                                quote(increment.delta()),
                                Objects.requireNonNull(session.sql().renderInlined(replace.replaced())));
            case Change.Merge merge -> verifyKey(node, increment.delta(), merge.key());
        }
    }

    /** No two rows have the same key. */
    public void verifyKey(PlannedNode node, RelationName rows, List<Change.Key> key) {
        var columns = key.stream().map(it -> quote(it.name())).collect(joining(", "));
        long count = relations
                .fetch(
                        node.name(),
                        "select count(*) from (select 1 from %s group by %s having count(*) > 1) offending"
                                .formatted(quote(rows), columns))
                .getFirst()
                .get(0, Long.class);
        if (count > 0) {
            throw PulseException.of(
                    ErrorCode.KEY_TWICE,
                    node.name().toString(),
                    "%d values of the key %s occur in more than one row of what the query returns"
                            .formatted(count, key.stream().map(Change.Key::name).collect(joining(", "))),
                    "Let the query return one row for each key, the latest for example with distinct on");
        }
    }

    /** Whether what was built is a preview, so that publishing means to apply the delta. */
    public boolean isInPlace(PlannedNode node) {
        return replacesRows(node) || (node.increment().isPresent() && isPreview(node.build()));
    }

    /** Whether all rows of the table that stays in place are computed anew. */
    public static boolean replacesRows(PlannedNode node) {
        return node.increment()
                .filter(it -> it.change() instanceof Change.Whole)
                .isPresent();
    }

    private boolean isPreview(RelationName build) {
        return session.sql()
                .fetchSingle(
                        "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and c.relname = ? and c.relkind = 'v')",
                        build.schema(),
                        build.name())
                .get(0, Boolean.class);
    }

    /**
     * Applies the delta to the published table. Takes ROW EXCLUSIVE: readers go on. Partitions that are missing are made beside it and
     * attached. Row-level security that would hide rows from the role is an error, and not a reason to leave them as they are.
     */
    public void apply(PlannedNode node, Increment increment) {
        relations.execute(node.name(), "SET LOCAL row_security = off");
        node.design()
                .partitions()
                .ifPresent(it ->
                        new PartitionedTables(session).attachPartitions(node.name(), increment.delta(), node.design()));
        new Application(session, node, increment)
                .statements()
                .forEach(statement -> relations.execute(node.name(), statement));
    }

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
