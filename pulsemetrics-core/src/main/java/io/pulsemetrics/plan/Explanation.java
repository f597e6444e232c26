package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.project.Project;
import java.util.Optional;

/**
 * A plan told to people: why each node is built, what is different, and whom it touches.
 *
 * @param plan what is explained
 * @param nodes the nodes of the plan, in its order
 * @param skipped the other nodes of the project, parents before children
 * @param dependents what depends on the replaced relations from outside, and what becomes of it
 * @param breaks readers outside the plan whose columns go away or change their type
 */
public record Explanation(
        Plan plan,
        ImmutableList<Explained> nodes,
        ImmutableList<Skipped> skipped,
        ImmutableList<Dependent> dependents,
        ImmutableList<Break> breaks) {

    /** Explains a plan of the project. Pure. */
    public static Explanation of(Project project, Plan plan, PublishedState state) {
        return new Explainer(project, plan, state).explanation();
    }

    /**
     * A node that is built.
     *
     * @param reason why
     * @param difference the unified diff from the query that was last published to this one, line by line; empty if they are the same, or
     *     the last one is not known
     * @param intervals the stretches of time that are computed; empty where the model has none, or nothing is missing
     */
    public record Explained(
            PlannedNode node, Reason reason, ImmutableList<String> difference, ImmutableList<TimeRange> intervals) {}

    /**
     * A node that is not built.
     *
     * @param behind a relation that the plan builds, that is new or changed, and that the node reads, directly or not: the node stays
     *     behind it
     */
    public record Skipped(RelationName name, Optional<RelationName> behind) {}

    /**
     * A reader outside the plan that loses a column or gets it in another type.
     *
     * @param reader who reads it: a view of the database or a model of the project
     * @param relation whose column it is
     * @param column the column
     * @param from its type as it is published
     * @param to its type as the model declares it now; empty if the column goes away
     */
    public record Break(RelationName reader, RelationName relation, String column, String from, Optional<String> to) {

        /** {@code view public.report reads amount of marts.fct_sales, which goes away}. */
        @Override
        public String toString() {
            return "%s reads %s of %s, which %s"
                    .formatted(
                            reader,
                            column,
                            relation,
                            to.map(type -> "changes from %s to %s".formatted(from, type))
                                    .orElse("goes away"));
        }
    }
}
