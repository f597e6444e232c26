package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.plan.AuditedRelation;
import io.pulsemetrics.plan.Batches;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.Task;
import io.pulsemetrics.warehouse.Deltas;
import io.pulsemetrics.warehouse.HandMade;
import io.pulsemetrics.warehouse.Parts;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.StoredIndexes;
import io.pulsemetrics.warehouse.StoredTables;
import java.util.List;
import java.util.OptionalLong;

/** Does one task after the other on a connection of its own. */
final class Worker implements AutoCloseable {
    private final Session session;
    private final Relations relations;
    private final StoredTables tables;
    private final StoredIndexes indexes;
    private final Deltas deltas;
    private final Parts parts;
    private final Auditor auditor;

    /** @param storedRows what is kept of offending rows */
    Worker(Session session, StoredRows storedRows) {
        this.session = session;
        this.relations = new Relations(session);
        this.tables = new StoredTables(session);
        this.indexes = new StoredIndexes(session);
        this.deltas = new Deltas(session);
        this.parts = new Parts(session);
        this.auditor = new Auditor(relations, storedRows);
    }

    Session session() {
        return session;
    }

    /** What came of a task. */
    sealed interface Outcome {
        record Batched() implements Outcome {}

        record Built(long rows) implements Outcome {}

        record Answered(int audit, OptionalLong rows, ImmutableList<CheckResult> results) implements Outcome {}
    }

    /** @throws io.pulsemetrics.error.PulseException if the database refuses */
    Outcome perform(PlannedNode node, Task task) {
        return switch (task) {
            case Task.Batch batch -> {
                node.batches().ifPresent(batches -> parts.compute(node, batches, batch.index()));
                yield new Outcome.Batched();
            }
            case Task.Build ignored -> new Outcome.Built(build(node));
            case Task.Ask ask -> ask(AuditedRelation.of(node), ask.index());
        };
    }

    /** Clears away what a task left that came to no end, so that it can be done again. */
    void undo(PlannedNode node, Task task) {
        switch (task) {
            case Task.Batch batch -> node.batches().ifPresent(batches -> parts.drop(batches, batch.index()));
            case Task.Build ignored -> {
                relations.drop(node.build());
                node.increment().ifPresent(increment -> relations.drop(increment.delta()));
                node.batches().ifPresent(batches -> relations.drop(batches.rows()));
            }
            case Task.Ask ignored -> {}
        }
    }

    /**
     * Asks one query of the audit of a relation that is there.
     *
     * @throws io.pulsemetrics.error.PulseException if the database refuses
     */
    Outcome.Answered ask(AuditedRelation relation, int index) {
        return auditor.ask(relation, index);
    }

    private long build(PlannedNode node) {
        return switch (node.node().relation()) {
            case Seed<?> seed -> {
                var columns = seed.columns();
                tables.createTable(node.build(), node.name(), columns);
                long rows = relations.insert(
                        node.build(),
                        columns,
                        seed.rows().stream().map(List::toArray).toList());
                index(node);
                relations.vacuumAnalyze(node.build());
                yield rows;
            }
            case Model<?> ignored
            when node.kind() == RelationKind.VIEW -> {
                relations.createView(node.build(), node.select());
                yield 0;
            }
            case Model<?> ignored
            when node.increment().isPresent() ->
                deltas.build(node, node.increment().get());
            case Model<?> ignored
            when node.kind() == RelationKind.MATERIALIZED_VIEW -> {
                tables.createMaterializedView(node.build(), node.name(), node.select());
                index(node);
                relations.vacuumAnalyze(node.build());
                yield 0;
            }
            case Model<?> ignored -> {
                long rows = node.batches().isPresent()
                        ? fromBatches(node, node.batches().get())
                        : tables.createTableAs(node.build(), node.name(), node.select(), node.design());
                if (!node.key().isEmpty()) {
                    deltas.verifyKey(node, node.build(), node.key());
                }
                index(node);
                relations.vacuumAnalyze(node.build());
                yield rows;
            }
            case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
        };
    }

    private long fromBatches(PlannedNode node, Batches batches) {
        parts.combine(batches);
        long rows = tables.createTableFrom(batches.rows(), node.build(), node.name(), node.design());
        parts.drop(batches);
        return rows;
    }

    /** What the model declares, and what was made by hand on what it will replace. */
    private void index(PlannedNode node) {
        indexes.create(node.build(), node.design());
        new HandMade(session).carryOver(node.name(), node.build());
    }

    @Override
    public void close() {
        session.close();
    }
}
