package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Collection;
import java.util.Set;

/** Decides what a run does. Pure: no database is asked. */
public final class Planner {
    private final Project project;
    private final ImmutableSet<RelationName> built;
    private final Renderer renderer;
    private final AuditPlanner audits;

    private Planner(Project project, Collection<Node> selected, ParameterValues parameters) {
        this.project = project;
        this.built = selected.stream().map(Node::name).collect(toImmutableSet());
        this.renderer = new Renderer(parameters, name -> built.contains(name) ? BuildNames.buildName(name) : name);
        this.audits = new AuditPlanner(project, built, renderer);
    }

    /** The plan of building these nodes; what they read beside each other is read as it is published. */
    public static Plan plan(Project project, Set<Node> selected, ParameterValues parameters) {
        var planner = new Planner(project, selected, parameters);
        return new Plan(
                parameters,
                project.graph().sorted(selected).stream().map(planner::node).toList());
    }

    private PlannedNode node(Node node) {
        var parents = project.graph().parents(node).stream()
                .map(Node::name)
                .filter(built::contains)
                .collect(toImmutableSet());
        return new PlannedNode(
                node,
                BuildNames.buildName(node.name()),
                switch (node.config().materialization()) {
                    case Materialization.View ignored -> RelationKind.VIEW;
                    case Materialization.StoredTable ignored -> RelationKind.TABLE;
                },
                switch (node.relation()) {
                    case Model<?> model -> renderer.render(model.query());
                    case Seed<?> ignored -> "";
                    case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
                },
                parents,
                audits.audits(node));
    }
}
