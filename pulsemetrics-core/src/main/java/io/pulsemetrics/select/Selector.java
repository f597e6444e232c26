package io.pulsemetrics.select;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A choice among the nodes of a project, in dbt's grammar.
 *
 * <table>
 * <caption>What can be selected</caption>
 * <tr><td>{@code stg_users}, {@code analytics.dim_users}, {@code stg_*}</td><td>by name; {@code *} and {@code ?} stand for
 * any characters and any one character</td></tr>
 * <tr><td>{@code tag:daily}, {@code layer:staging}, {@code schema:analytics}</td><td>by what they say of
 * themselves</td></tr>
 * <tr><td>{@code config.materialized:view}, {@code seed:*}</td><td>by what they become</td></tr>
 * <tr><td>{@code source:raw.users}</td><td>what reads a source directly</td></tr>
 * <tr><td>{@code +m}, {@code m+}, {@code 2+m}, {@code m+3}, {@code +m+}</td><td>with ancestors, with descendants, to a
 * depth</td></tr>
 * <tr><td>{@code @m}</td><td>with descendants, and all the ancestors of those</td></tr>
 * <tr><td>{@code a b}</td><td>union</td></tr>
 * <tr><td>{@code a,b}</td><td>intersection</td></tr>
 * </table>
 *
 * <p>Immutable.
 */
public sealed interface Selector {

    /** Every node. */
    static Selector all() {
        return new All();
    }

    /** The union of what the expressions select; each may contain several, separated by spaces. */
    static Selector select(String... expressions) {
        var parts = Arrays.stream(expressions)
                .flatMap(expression -> Arrays.stream(expression.strip().split("\\s+")))
                .filter(part -> !part.isEmpty())
                .toList();
        return new Union(parts);
    }

    /** What this selects, without what the expressions select. */
    default Selector exclude(String... expressions) {
        return new Difference(this, select(expressions));
    }

    /**
     * The nodes this means, parents before children.
     *
     * @throws io.pulsemetrics.error.PulseException if an expression cannot be read or selects nothing; it says what is near
     */
    default ImmutableSet<Node> in(Project project) {
        return project.graph().sorted(resolve(project));
    }

    /** The nodes, in no particular order. */
    Set<Node> resolve(Project project);

    /** See {@link #all()}. */
    record All() implements Selector {
        @Override
        public Set<Node> resolve(Project project) {
            return new LinkedHashSet<>(project.nodes());
        }
    }

    /** See {@link #select}. */
    record Union(List<String> expressions) implements Selector {
        public Union {
            expressions = List.copyOf(expressions);
        }

        @Override
        public Set<Node> resolve(Project project) {
            var union = new LinkedHashSet<Node>();
            for (var expression : expressions) {
                union.addAll(new Expression(expression).resolve(project));
            }
            return union;
        }
    }

    /** See {@link #exclude}. */
    record Difference(Selector from, Selector without) implements Selector {
        @Override
        public Set<Node> resolve(Project project) {
            var difference = new LinkedHashSet<>(from.resolve(project));
            difference.removeAll(without.resolve(project));
            return difference;
        }
    }
}
