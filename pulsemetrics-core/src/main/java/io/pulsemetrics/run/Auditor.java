package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.AuditedRelation;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.PlannedAudit;
import io.pulsemetrics.plan.PlannedCheck;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.warehouse.AuditSchema;
import io.pulsemetrics.warehouse.Relations;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Record;

/** Asks the queries of an audit and, where there are violations, which they are. */
final class Auditor {
    private final Relations relations;
    private final int storedRows;

    Auditor(Relations relations, int storedRows) {
        this.relations = relations;
        this.storedRows = storedRows;
    }

    /** Asks one query of the relation's audit. */
    Worker.Outcome.Answered ask(AuditedRelation node, int index) {
        var audit = node.audits().get(index);
        if (audit.comparesPublished() && !isComparable(node, audit)) {
            var passed = audit.checks().stream()
                    .map(planned -> result(node, planned, 0, 0))
                    .collect(toImmutableList());
            return new Worker.Outcome.Answered(index, OptionalLong.empty(), passed);
        }
        var numbers = relations.fetch(node.name(), audit.sql()).getFirst();
        var rows = audit.countsRows() ? OptionalLong.of(number(numbers, 0)) : OptionalLong.empty();
        var results = audit.checks().stream()
                .map(planned -> result(
                        node,
                        planned,
                        number(numbers, planned.answer().violations()),
                        planned.answer().rows() < 0
                                ? 1
                                : number(numbers, planned.answer().rows())))
                .collect(toImmutableList());
        return new Worker.Outcome.Answered(index, rows, results);
    }

    private boolean isComparable(AuditedRelation node, PlannedAudit audit) {
        var published =
                relations.describe(node.name()).stream().map(ColumnType::name).collect(toImmutableSet());
        return !published.isEmpty() && published.containsAll(audit.compared());
    }

    private static long number(Record numbers, int index) {
        return numbers.get(index, Long.class);
    }

    private CheckResult result(AuditedRelation node, PlannedCheck planned, long violations, long of) {
        var check = planned.check();
        var verdict = check.verdict(violations, of);
        var limit = check.options().evidence().sampleRows();
        var sample = violations == 0 || limit == 0 || planned.rows().isEmpty()
                ? ImmutableList.<Record>of()
                : ImmutableList.copyOf(relations.fetch(node.name(), planned.sample(limit)));
        return new CheckResult(
                node.name(), check, verdict, violations, sample, planned.rows(), stored(node, planned, violations));
    }

    /** Keeps the offending rows in place of those of the run before, if that is asked. */
    private Optional<RelationName> stored(AuditedRelation node, PlannedCheck planned, long violations) {
        int own = planned.check().options().evidence().storedRows();
        int limit = own > 0 ? own : storedRows;
        if (limit == 0) {
            return Optional.empty();
        }
        var table = AuditSchema.table(node.keptAs(), planned.check().name());
        relations.drop(table, RelationKind.TABLE);
        if (violations == 0 || planned.stored().isEmpty()) {
            return Optional.empty();
        }
        relations.createTableAs(table, planned.stored(limit));
        return Optional.of(table);
    }
}
