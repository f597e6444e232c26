package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.Due;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Outdated;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.plan.Present;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.state.IntervalLedger;
import io.pulsemetrics.warehouse.Session;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Plans with what is there, without a lock before a run and under the lock in it. */
final class Planning {
    private final Workspace workspace;
    private final RunOptions options;

    Planning(Workspace workspace) {
        this.workspace = workspace;
        this.options = workspace.options();
    }

    /**
     * What is to be done.
     *
     * @param left what need not be done, since it would become what is there
     */
    record Decided(Plan plan, ImmutableMap<RelationName, NodeResult> left) {}

    /** What a run of these nodes would do; connects only if that depends on what is there. */
    Plan plan(Set<Node> nodes) {
        if (!options.changedOnly()) {
            return plan(workspace.seen(nodes), nodes);
        }
        return workspace.inSession(session -> {
            var seen = workspace.seen(session, nodes);
            var due = due(session, seen, nodes);
            return plan(seen, only(nodes, due)).because(due);
        });
    }

    private Plan plan(Project seen, Set<Node> nodes) {
        var values = workspace.parameters();
        var plan = Planner.plan(seen, nodes, values, asked());
        return goesOn(plan) ? Planner.plan(seen, nodes, values, outlook().buildState(plan)) : plan;
    }

    Explanation explain(Plan plan) {
        return Explanation.of(workspace.project(), plan, outlook().published(workspace.project(), plan));
    }

    private Outlook outlook() {
        return new Outlook(workspace.source(), workspace.reader(), options);
    }

    /** Which of these nodes would not become what is there, and why; parents before children. */
    ImmutableMap<RelationName, Due> due(Set<Node> nodes) {
        return workspace.inSession(session -> due(session, workspace.seen(session, nodes), nodes));
    }

    private ImmutableMap<RelationName, Due> due(Session session, Project seen, Set<Node> nodes) {
        return Outdated.of(seen, nodes, workspace.parameters(), present(session, seen, ImmutableSet.of()), asked());
    }

    /** @param further relations that are read and not declared */
    Present present(Session session, Project seen, Set<RelationName> further) {
        return new Presence(session, seen, workspace.inspection()).read(further);
    }

    /** What the options say, and nothing of what is there. */
    BuildState asked() {
        return new BuildState(ImmutableMap.of(), options.fullRefresh(), options.backfill(), options.reduction());
    }

    /** Whether what is there matters to the plan. */
    private boolean goesOn(Plan plan) {
        return options.reduction().isEmpty() && BuildStates.matterTo(plan);
    }

    /**
     * Under the lock: decides what is to be done. A plan that was shown stays as it is.
     *
     * @param plan the assignment's, made without a look at what is there
     */
    Decided decide(Session session, Assignment assignment, Plan plan) {
        var state = asked();
        if (goesOn(plan)) {
            new IntervalLedger(session.sql()).create();
            state = new BuildStates(session, options).read(plan);
        }
        if (assignment.shown().isPresent()) {
            return new Decided(plan, ImmutableMap.of());
        }
        if (!options.changedOnly()) {
            return new Decided(planned(assignment, assignment.nodes(), state), ImmutableMap.of());
        }
        var present = present(session, assignment.seen(), ImmutableSet.of());
        var due = Outdated.of(assignment.seen(), assignment.nodes(), assignment.values(), present, state);
        return new Decided(planned(assignment, only(assignment.nodes(), due), state), unchanged(plan, due, present));
    }

    private static Plan planned(Assignment assignment, Set<Node> nodes, BuildState state) {
        return Planner.plan(assignment.seen(), nodes, assignment.values(), state);
    }

    private static ImmutableMap<RelationName, NodeResult> unchanged(
            Plan plan, Map<RelationName, Due> due, Present present) {
        return plan.nodes().stream()
                .filter(node -> !due.containsKey(node.name()))
                .collect(toImmutableMap(
                        PlannedNode::name,
                        node -> NodeResult.unchanged(
                                node.name(),
                                node.kind(),
                                Objects.requireNonNull(present.recorded().get(node.name()))
                                        .making()
                                        .version())));
    }

    /** What an earlier run did with these nodes, whose options asked for nothing special; nothing was published since. */
    Plan again(Session session, Set<Node> nodes, LocalDateTime asOf) {
        var values = workspace.parameters().with(Parameter.AS_OF, asOf);
        var plan = Planner.plan(workspace.project(), nodes, values, BuildState.NOTHING);
        if (!BuildStates.matterTo(plan)) {
            return plan;
        }
        var there = new BuildStates(session, options).read(plan).tables();
        return Planner.plan(
                workspace.project(), nodes, values, new BuildState(there, false, Optional.empty(), Optional.empty()));
    }

    /** That a plan which was made without the lock is what there is to do. */
    void requireStill(Session session, Assignment assignment, Plan shown) {
        if (!goesOn(shown) && options.deferral().isEmpty()) {
            return;
        }
        var state = goesOn(shown) ? new BuildStates(session, options).read(shown) : asked();
        var differing = Planner.plan(assignment.seen(), assignment.nodes(), shown.parameters(), state)
                .differences(shown);
        if (!differing.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.PLAN_OUTDATED,
                    "plan",
                    "what is there has changed since it was made, so that it is not what there is to do for "
                            + Joiner.on(", ").join(differing),
                    "Plan again");
        }
    }

    private static ImmutableSet<Node> only(Set<Node> nodes, Map<RelationName, Due> due) {
        return nodes.stream().filter(node -> due.containsKey(node.name())).collect(toImmutableSet());
    }
}
