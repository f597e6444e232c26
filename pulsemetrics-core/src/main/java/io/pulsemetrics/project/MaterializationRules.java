package io.pulsemetrics.project;

import com.google.common.collect.Sets;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Snapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/** What must hold of the materialization of a model. */
final class MaterializationRules {
    private static final Set<Class<?>> TIMES =
            Set.of(LocalDate.class, LocalDateTime.class, OffsetDateTime.class, Instant.class);

    private final Node node;
    private final Model<?> model;
    private final List<Problem> problems;

    private MaterializationRules(Node node, Model<?> model, List<Problem> problems) {
        this.node = node;
        this.model = model;
        this.problems = problems;
    }

    /** Whether it tells a day or an instant. */
    static boolean isTime(Column<?> column) {
        return TIMES.contains(column.getType());
    }

    static void of(Node node, List<Problem> problems) {
        if (node.relation() instanceof Model<?> model) {
            new MaterializationRules(node, model, problems).verify();
        }
    }

    private void verify() {
        model.timed().stream()
                .filter(timed -> !TIMES.contains(timed.time().getType()))
                .forEach(timed -> problem(
                        "%s.%s is declared as a time, and is neither a date nor a timestamp"
                                .formatted(timed.table().getName(), timed.time().getName()),
                        "Name a column that is a date or a timestamp"));
        switch (node.config().materialization()) {
            case Materialization.View ignored -> {}
            case Materialization.StoredTable ignored -> {}
            case Materialization.MaterializedView ignored -> {}
            case Materialization.Ephemeral ignored -> {}
            case Incremental incremental -> incremental(incremental);
            case Snapshot snapshot -> snapshot(snapshot);
        }
    }

    private void incremental(Incremental incremental) {
        switch (incremental.strategy()) {
            case Incremental.Append ignored -> {
                needTime("append", "every run would add all rows again");
                if (!incremental.lookback().isZero()) {
                    problem(
                            "an append cannot look back: rows would be there twice",
                            "Use lag(..) to leave rows of the last moments to the next run, or merge(..) by a key");
                }
            }
            case Incremental.DeleteInsert it -> own("key", it.key());
            case Incremental.Merge it -> {
                own("key", it.key());
                it.updated().ifPresent(columns -> own("updating", columns));
                it.deleted().ifPresent(marker -> own("deletedWhere", List.of(marker)));
            }
            case Incremental.ByInterval it -> {
                needTime("interval", "every interval would read all rows");
                own("event time", List.of(it.eventTime()));
                if (!TIMES.contains(it.eventTime().getType())) {
                    problem(
                            "its event time %s is neither a date nor a timestamp"
                                    .formatted(it.eventTime().getName()),
                            "Name a column that is a date or a timestamp");
                }
            }
        }
    }

    private void needTime(String strategy, String otherwise) {
        if (model.timed().isEmpty() && !model.asksForWindow()) {
            problem(
                    "it is materialized by %s and reads nothing that has a time, so that %s"
                            .formatted(strategy, otherwise),
                    "Declare the time of a source or ref: source(EVENTS, \"e\", e -> e.LOADED_AT), or filter with inWindow(..)");
        }
    }

    private void snapshot(Snapshot snapshot) {
        own("key", snapshot.key());
        own("validity", snapshot.validity());
        snapshot.updatedAt().ifPresent(column -> own("timestamp", List.of(column)));
        snapshot.validity().stream()
                .filter(column -> column.expression() != null)
                .forEach(column -> problem(
                        "its column %s is filled by the framework and has an expression".formatted(column.getName()),
                        "Declare it by its type: column(\"%s\", SQLDataType.LOCALDATETIME)"
                                .formatted(column.getName())));
    }

    private void own(String what, List<? extends Column<?>> columns) {
        Set<Column<?>> ours = Sets.newIdentityHashSet(); // an alias's column of the same name is another one
        ours.addAll(model.columns());
        columns.stream()
                .filter(column -> !ours.contains(column))
                .forEach(column -> problem(
                        "its %s names %s, which is not one of its columns".formatted(what, column.getName()),
                        "Name columns of the model itself"));
    }

    private void problem(String message, String remedy) {
        problems.add(new Problem(ErrorCode.MATERIALIZATION, node.name().toString(), message, remedy));
    }
}
