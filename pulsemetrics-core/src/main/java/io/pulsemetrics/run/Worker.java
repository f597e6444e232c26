package io.pulsemetrics.run;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.plan.PlannedAudit;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.Task;
import io.pulsemetrics.warehouse.Deltas;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.StoredTables;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.Field;
import org.jooq.Record;

/** Does one task after the other on a connection of its own. */
final class Worker implements AutoCloseable {
    private final Session session;
    private final Relations relations;
    private final StoredTables tables;
    private final Deltas deltas;

    Worker(Session session) {
        this.session = session;
        this.relations = new Relations(session);
        this.tables = new StoredTables(session);
        this.deltas = new Deltas(session);
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
                node.increment().ifPresent(increment -> deltas.batch(increment, batch.index()));
                yield new Outcome.Batched();
            }
            case Task.Build ignored -> new Outcome.Built(build(node));
            case Task.Ask ask -> ask(node, ask.index());
        };
    }

    private long build(PlannedNode node) {
        return switch (node.node().relation()) {
            case Seed<?> seed -> {
                var columns = seed.columns();
                relations.createTable(node.build(), columns);
                long rows = relations.insert(
                        node.build(),
                        columns,
                        seed.rows().stream().map(List::toArray).toList());
                tables.createIndexes(node.build(), node.design());
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
                relations.createMaterializedView(node.build(), node.select());
                tables.createIndexes(node.build(), node.design());
                relations.vacuumAnalyze(node.build());
                yield 0;
            }
            case Model<?> ignored -> {
                long rows = tables.createTableAs(node.build(), node.select(), node.design());
                if (!node.key().isEmpty()) {
                    deltas.verifyKey(node, node.build(), node.key());
                }
                tables.createIndexes(node.build(), node.design());
                relations.vacuumAnalyze(node.build());
                yield rows;
            }
            case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
        };
    }

    private Outcome ask(PlannedNode node, int index) {
        var audit = node.audits().get(index);
        var counts = relations.fetch(node.name(), audit.sql()).getFirst();
        int first = audit.countsRows() ? 1 : 0;
        var results = ImmutableList.<CheckResult>builder();
        for (int i = 0; i < audit.checks().size(); i++) {
            results.add(result(node, audit, audit.checks().get(i), counts.get(i + first, Long.class)));
        }
        var rows = audit.countsRows() ? OptionalLong.of(counts.get(0, Long.class)) : OptionalLong.empty();
        return new Outcome.Answered(index, rows, results.build());
    }

    private CheckResult result(PlannedNode node, PlannedAudit audit, Check check, long violations) {
        var sql = audit.samples().getOrDefault(check, "");
        var sample = violations == 0 || sql.isEmpty()
                ? ImmutableList.<String>of()
                : relations.fetch(node.name(), sql).stream().map(Worker::show).collect(ImmutableList.toImmutableList());
        return new CheckResult(node.name(), check, violations, sample, sql);
    }

    private static String show(Record row) {
        return Arrays.stream(row.fields())
                .map(field -> field.getName() + "=" + value(row, field))
                .collect(joining(", "));
    }

    private static String value(Record row, Field<?> field) {
        var text = String.valueOf(row.get(field));
        return text.length() > 80 ? text.substring(0, 79) + "…" : text;
    }

    @Override
    public void close() {
        session.close();
    }
}
