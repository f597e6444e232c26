package io.pulsemetrics.project;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.lineage.ColumnLineage;
import io.pulsemetrics.lineage.TracedQuery;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Named;

/**
 * What one relation tells by itself. Its query is built and rendered, which is most of the work of assembling a project.
 *
 * @param node empty if its query is of no use
 * @param problems what is wrong with it
 */
record Inspection(Optional<Node> node, ImmutableList<Problem> problems) {
    /** Of each relation, in their order. Queries are immutable, and so is what they build on. */
    static List<Inspection> all(List<Relation<?>> relations) {
        return SideBySide.map(relations, Inspection::of);
    }

    private static Inspection of(Relation<?> relation) {
        var problems = new ArrayList<Problem>();
        var node = switch (relation) {
            case Seed<?> seed -> {
                problems.addAll(seed.declarationProblems());
                yield Optional.of(Node.of(seed));
            }
            case Model<?> model -> {
                problems.addAll(model.declarationProblems());
                yield query(model, problems).map(query -> Node.of(model, query));
            }
            case Step<?> step ->
                throw new IllegalArgumentException(
                        "a step belongs to its model and not to a project: " + step.getName());
        };
        return new Inspection(node, ImmutableList.copyOf(problems));
    }

    private static Optional<TracedQuery> query(Model<?> model, List<Problem> problems) {
        try {
            var query = TracedQuery.of(model.query());
            var mismatch = mismatch(model, query);
            mismatch.ifPresent(problems::add);
            return mismatch.isPresent() ? Optional.empty() : Optional.of(query);
        } catch (PulseException e) {
            problems.addAll(e.problems());
        } catch (RuntimeException e) {
            problems.add(new Problem(
                    ErrorCode.QUERY_FAILED,
                    model.relationName().toString(),
                    "building the query threw " + e,
                    "Correct query(..) of " + model.getClass().getName()));
        }
        return Optional.empty();
    }

    private static Optional<Problem> mismatch(Model<?> model, TracedQuery query) {
        var returned =
                query.lineage().columns().stream().map(ColumnLineage::name).toList();
        var declared = model.columns().stream()
                .filter(column -> !isValidity(model, column))
                .map(Named::getName)
                .toList();
        return returned.equals(declared)
                ? Optional.empty()
                : Optional.of(new Problem(
                        ErrorCode.QUERY_COLUMNS,
                        model.relationName().toString(),
                        "the query returns (%s), the model declares (%s)"
                                .formatted(String.join(", ", returned), String.join(", ", declared)),
                        "Build the query on the select that query(..) is given, on distinct() or on branch(..)"));
    }

    /** The framework fills these columns of a snapshot; its query does not return them. */
    private static boolean isValidity(Model<?> model, Column<?> column) {
        return model.config().materialization() instanceof Snapshot snapshot
                && snapshot.validity().contains(column);
    }
}
