package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.CustomCheck;
import io.pulsemetrics.check.Relationship;
import io.pulsemetrics.check.RowCheck;
import io.pulsemetrics.check.Uniqueness;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;

/** Decides what a run does. Pure: no database is asked. */
public final class Planner {
    /** How many violations of a check are shown at most. */
    public static final int SAMPLE_ROWS = 5;

    private final Project project;
    private final ImmutableSet<RelationName> built;
    private final Renderer renderer;

    private Planner(Project project, Collection<Node> selected, ParameterValues parameters) {
        this.project = project;
        this.built = selected.stream().map(Node::name).collect(toImmutableSet());
        this.renderer = new Renderer(parameters, name -> built.contains(name) ? BuildNames.buildName(name) : name);
    }

    /** The plan of building these nodes; what they read beside each other is read as it is published. */
    public static Plan plan(Project project, Set<Node> selected, ParameterValues parameters) {
        var planner = new Planner(project, selected, parameters);
        return new Plan(
                parameters,
                project.graph().sorted(selected).stream().map(planner::node).toList());
    }

    /** The nodes as they are over what is published, and nothing of them built. */
    public static ImmutableList<PlannedNode> compile(Project project, Set<Node> nodes, ParameterValues parameters) {
        var planner = new Planner(project, ImmutableSet.of(), parameters);
        return project.graph().sorted(nodes).stream().map(planner::node).collect(ImmutableList.toImmutableList());
    }

    /** The audits of what is published: of each node the given checks, and nothing to build. */
    public static ImmutableList<PlannedNode> audits(
            Project project, ImmutableSetMultimap<Node, Check> checks, ParameterValues parameters) {
        var planner = new Planner(project, ImmutableSet.of(), parameters);
        return project.graph().sorted(checks.keySet()).stream()
                .map(node -> planner.node(node, checks.get(node).asList()))
                .collect(ImmutableList.toImmutableList());
    }

    private PlannedNode node(Node node) {
        return node(node, node.checks());
    }

    private PlannedNode node(Node node, ImmutableList<Check> checks) {
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
                audits(node, checks));
    }

    private ImmutableList<PlannedAudit> audits(Node node, ImmutableList<Check> checks) {
        var ancestors =
                project.graph().ancestors(Set.of(node)).stream().map(Node::name).collect(Collectors.toSet());
        return Audit.queries(node.relation(), checks).stream()
                .map(query -> {
                    var others = query.checks().stream()
                            .flatMap(check -> reads(node, check).stream())
                            .filter(name -> built.contains(name) && !name.equals(node.name()))
                            .collect(toImmutableSet());
                    return new PlannedAudit(
                            query.checks(),
                            query.countsRows(),
                            renderer.render(query.select()),
                            samples(node, query.checks()),
                            others,
                            ancestors.containsAll(others));
                })
                .collect(ImmutableList.toImmutableList());
    }

    /** What a check reads; a check of one's own may read anything. */
    private static ImmutableSet<RelationName> reads(Node node, Check check) {
        return switch (check) {
            case RowCheck ignored -> ImmutableSet.of();
            case Uniqueness ignored -> ImmutableSet.of();
            case Relationship relationship ->
                Lineage.of(Audit.violations(node.relation(), relationship)).relations();
            case CustomCheck custom ->
                Lineage.of(Audit.violations(node.relation(), custom)).relations();
        };
    }

    /** Rows are shown by the primary key, or else by everything that may be shown; sensitive columns never are. */
    private ImmutableMap<Check, String> samples(Node node, ImmutableList<Check> checks) {
        var columns = node.relation().columns();
        var sensitive = columns.stream()
                .filter(Column::isSensitive)
                .map(Column::getName)
                .collect(toImmutableSet());
        var key = node.relation().primaryKey();
        var shown = (key.isEmpty() ? columns : key)
                .stream().filter(column -> !column.isSensitive()).collect(toImmutableSet());
        var samples = ImmutableMap.<Check, String>builder();
        for (Check check : checks) {
            var violations = Audit.violations(node.relation(), check, shown).asTable("violations");
            var visible = Arrays.stream(violations.fields())
                    .filter(field -> !sensitive.contains(field.getName()))
                    .toList();
            if (!visible.isEmpty()) {
                samples.put(
                        check,
                        renderer.render(DSL.select(visible).from(violations).limit(DSL.inline(SAMPLE_ROWS))));
            }
        }
        return samples.buildOrThrow();
    }
}
