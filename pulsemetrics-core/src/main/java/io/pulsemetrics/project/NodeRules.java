package io.pulsemetrics.project;

import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** What must hold of one node by itself. */
final class NodeRules {
    /** PostgreSQL cuts longer names off without an error, and two of them may then collide. */
    static final int LONGEST_NAME = 63;

    private NodeRules() {}

    static void names(Node node, List<Problem> problems) {
        length(node, "its name", node.name().name(), "", problems);
        for (var column : node.relation().columns()) {
            length(node, "the name of a column", column.getName(), "." + column.getName(), problems);
        }
    }

    private static void length(Node node, String what, String name, String suffix, List<Problem> problems) {
        if (name.length() <= LONGEST_NAME / 3) {
            return; // a character of Java takes at most three bytes
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_NAME) {
            problems.add(new Problem(
                    ErrorCode.NAME_TOO_LONG,
                    node.name() + suffix,
                    "%s has %d bytes, PostgreSQL keeps %d".formatted(what, bytes, LONGEST_NAME),
                    "Shorten it"));
        }
    }

    static void lineage(Node node, Lineage lineage, List<Problem> problems) {
        for (String stray : lineage.strays()) {
            problems.add(new Problem(
                    ErrorCode.COLUMN_NOT_IN_FROM,
                    node.name().toString(),
                    "it uses %s, and no such table or column stands in FROM there".formatted(stray),
                    "Join that table, or use the alias that is joined"));
        }
        if (node.config().materialization() instanceof Materialization.View
                && lineage.parameters().contains(Parameter.AS_OF)) {
            problems.add(new Problem(
                    ErrorCode.AS_OF_IN_VIEW,
                    node.name().toString(),
                    "a view uses the as-of instant, which would freeze in it",
                    "Materialize the model as a table, or filter by as-of in the models that read it"));
        }
    }

    /** @param relation whose checks they are */
    static void checkNames(String relation, Collection<Check> checks, List<Problem> problems) {
        var names = new HashSet<String>();
        for (Check check : checks) {
            if (!names.add(check.name())) {
                problems.add(new Problem(
                        ErrorCode.CHECK_TWICE,
                        relation,
                        "two checks are named " + check.name(),
                        "Rename or remove one of them"));
            }
        }
    }

    /** What checks name beside their relation. */
    static void targets(String relation, Collection<Check> checks, Set<RelationName> project, List<Problem> problems) {
        for (Check check : checks) {
            for (var other : Audit.others(check)) {
                var first = check.columns().isEmpty()
                        ? check.name()
                        : check.columns().getFirst().getName();
                target(relation + "." + first, other.get(), project, problems);
            }
        }
    }

    private static void target(
            String where, @Nullable Table<?> target, Set<RelationName> project, List<Problem> problems) {
        if (target == null) {
            problems.add(new Problem(
                    ErrorCode.WRONG_REFERENCE,
                    where,
                    "it references nothing",
                    "Name a column of a relation: references(() -> DIM_USERS.USER_ID)"));
            return;
        }
        var name = switch (target) {
            case Model<?> model -> model.relationName();
            case Seed<?> seed -> seed.relationName();
            default -> null;
        };
        if (name != null && !project.contains(name)) {
            problems.add(new Problem(
                    ErrorCode.OUTSIDE_PROJECT,
                    where,
                    "it references %s, which is not part of the project".formatted(name),
                    "Add it to the project"));
        }
    }
}
