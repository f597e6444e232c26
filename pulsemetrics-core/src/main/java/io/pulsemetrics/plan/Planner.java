package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Decides what a run does. Pure: no database is asked. */
public final class Planner {
    private final Project project;
    private final ImmutableSet<RelationName> built;
    private final ImmutableSet<RelationName> standing;
    private final ImmutableSet<RelationName> published;
    private final BuildState state;
    private final Renderer queries;
    private final AuditPlanner audits;
    private final Increments increments;
    private final ParameterValues parameters;
    private final Supplier<ImmutableList<Model.Current>> current;
    private final Optional<Reduction> reduction;

    private Planner(Project project, Collection<Node> selected, ParameterValues parameters, BuildState state) {
        this(project, names(selected), new Standing(ImmutableSet.of(), ImmutableSet.of()), parameters, state);
    }

    /**
     * What stands already when nodes are built.
     *
     * @param ephemeral models that are read as relations of their own
     * @param published what of the run is in its published place
     */
    private record Standing(ImmutableSet<RelationName> ephemeral, ImmutableSet<RelationName> published) {}

    private Planner(
            Project project,
            ImmutableSet<RelationName> built,
            Standing standing,
            ParameterValues parameters,
            BuildState state) {
        this.project = project;
        this.standing = standing.ephemeral();
        this.published = standing.published();
        this.parameters = parameters;
        this.state = state;
        this.built = built;
        this.current = Suppliers.memoize(() -> current(project));
        this.reduction = state.reduction();
        this.queries = renderer(this::place, this::inlined);
        this.increments = new Increments(state, queries, parameters);
        this.audits = new AuditPlanner(project, built, increments, this::auditRenderer);
    }

    private static ImmutableList<Model.Current> current(Project project) {
        return project.nodes().stream()
                .flatMap(node ->
                        node.relation() instanceof Model<?> model ? model.currentVersions().stream() : Stream.empty())
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableSet<RelationName> names(Collection<Node> nodes) {
        return nodes.stream().map(Node::name).collect(toImmutableSet());
    }

    /** For checks: what is ephemeral and built can be read where it was built; some relations are read elsewhere. */
    private Renderer auditRenderer(Map<RelationName, RelationName> elsewhere) {
        return renderer(
                published -> elsewhere.getOrDefault(published, place(published)),
                published -> built.contains(published) ? Optional.empty() : inlined(published));
    }

    /** Queries name relations as they are declared; here everything goes by the published names. */
    private Renderer renderer(UnaryOperator<RelationName> place, Function<RelationName, Optional<Select<?>>> inlined) {
        return new Renderer(
                parameters,
                new Renderer.Places(
                        project::published,
                        name -> place.apply(project.published(name)),
                        name -> inlined.apply(project.published(name))),
                current);
    }

    private RelationName place(RelationName name) {
        return isInBuildSchema(name) ? BuildNames.buildName(name) : name;
    }

    /** What is ephemeral has no published place. */
    private boolean isInBuildSchema(RelationName name) {
        return built.contains(name)
                && (!published.contains(name)
                        || project.find(name).filter(Planner::isEphemeral).isPresent());
    }

    /** What stands in the place of a relation: the query of what is ephemeral, and a part of what is read only in part. */
    private Optional<Select<?>> inlined(RelationName published) {
        Optional<Select<?>> query = project.find(published)
                .filter(node -> isEphemeral(node) && !standing.contains(published))
                .map(node -> ((Model<?>) node.relation()).query());
        return query.isPresent() || built.contains(published) ? query : reduction.flatMap(it -> part(published, it));
    }

    private static Optional<Select<?>> part(RelationName name, Reduction reduction) {
        var all = DSL.select(DSL.asterisk()).from(DSL.table("{0}", name.toName()));
        return switch (reduction) {
            case Reduction.Empty ignored -> Optional.of(all.where(DSL.falseCondition()));
            case Reduction.Limit limit -> Optional.of(all.limit(DSL.inline(limit.rows())));
            case Reduction.Sample ignored -> Optional.empty(); // narrowed by time, where the model reads it
        };
    }

    /** The query of a model, narrowed to what a sample has of what is read with a time. */
    private String render(Model<?> model) {
        return sampled().map(range -> queries.render(model, range)).orElseGet(() -> queries.render(model.query()));
    }

    private Optional<TimeRange> sampled() {
        var end = parameters.get(Parameter.AS_OF).plus(1, ChronoUnit.MICROS);
        return reduction
                .filter(Reduction.Sample.class::isInstance)
                .map(it -> TimeRange.of(end.minus(((Reduction.Sample) it).last()), end));
    }

    private static boolean isEphemeral(Node node) {
        return node.config().materialization() instanceof Materialization.Ephemeral;
    }

    /** The plan of building these nodes where nothing is there yet; what they read beside each other is read as it is published. */
    public static Plan plan(Project project, Set<Node> selected, ParameterValues parameters) {
        return plan(project, selected, parameters, BuildState.NOTHING);
    }

    /** As {@link #plan(Project, Set, ParameterValues)}, going on with what is there. */
    public static Plan plan(Project project, Set<Node> selected, ParameterValues parameters, BuildState state) {
        return plan(project, selected, ImmutableSet.of(), parameters, state);
    }

    /**
     * As {@link #plan(Project, Set, ParameterValues, BuildState)}, for a trial.
     *
     * @param standing ephemeral models in whose place a table stands
     */
    public static Plan plan(
            Project project,
            Set<Node> selected,
            Set<RelationName> standing,
            ParameterValues parameters,
            BuildState state) {
        var there = new Standing(ImmutableSet.copyOf(standing), ImmutableSet.of());
        var planner = new Planner(project, names(selected), there, parameters, state);
        return new Plan(
                parameters,
                project.graph().sorted(selected).stream().map(planner::node).toList(),
                planner);
    }

    /** A node as it is built when these nodes of the run are in their published places. */
    PlannedNode node(Node node, Set<RelationName> inPlace) {
        var there = new Standing(standing, ImmutableSet.copyOf(inPlace));
        return new Planner(project, built, there, parameters, state).node(node);
    }

    /** What of the run the query of a node reads, also by way of views, which the run need not build. */
    ImmutableSet<RelationName> reads(Node node) {
        var found = new LinkedHashSet<Node>();
        reads(node, found);
        return found.stream().map(Node::name).filter(built::contains).collect(toImmutableSet());
    }

    private void reads(Node node, Set<Node> found) {
        for (var parent : project.graph().parents(node)) {
            if (found.add(parent) && kind(project, parent) == RelationKind.VIEW) {
                reads(parent, found);
            }
        }
    }

    /** What of the run an audit of a node may read, beside the node. */
    ImmutableSet<RelationName> reads(Node node, PlannedAudit audit) {
        var looksAt = audit.waitsFor().stream().flatMap(name -> project.find(name).stream());
        var start = Stream.concat(Stream.of(node), looksAt).toList();
        return Stream.concat(start.stream(), project.graph().ancestors(start).stream())
                .map(Node::name)
                .filter(name -> built.contains(name) && !name.equals(node.name()))
                .collect(toImmutableSet());
    }

    /** The query of a node that was built, where these relations already stand in their published places. */
    String select(PlannedNode node, Set<RelationName> inPlace) {
        var renderer = renderer(name -> inPlace.contains(name) ? name : place(name), this::inlined);
        return renderer.render(((Model<?>) node.node().relation()).query());
    }

    /** The nodes as they are over what is published, and nothing of them built. */
    public static ImmutableList<PlannedNode> compile(Project project, Set<Node> nodes, ParameterValues parameters) {
        var planner = new Planner(project, ImmutableSet.of(), parameters, BuildState.NOTHING);
        return project.graph().sorted(nodes).stream().map(planner::node).collect(ImmutableList.toImmutableList());
    }

    /** The audits of what is there: of each model, seed and source the given checks. Sources come first, then parents before children. */
    public static ImmutableList<AuditedRelation> audits(
            Project project, ImmutableSetMultimap<RelationName, Check> checks, ParameterValues parameters) {
        var planner = new Planner(project, ImmutableSet.of(), parameters, BuildState.NOTHING);
        var sources = project.declaredSources().stream()
                .filter(source -> checks.containsKey(source.name()))
                .map(source ->
                        planner.audits.audits(source, checks.get(source.name()).asList()));
        var nodes = project.nodes().stream()
                .filter(node -> checks.containsKey(node.name()))
                .map(node -> AuditedRelation.of(
                        planner.node(node, checks.get(node.name()).asList())));
        return Stream.concat(sources, nodes).collect(ImmutableList.toImmutableList());
    }

    /** For each declared source among these that knows when its rows were loaded, the query for the time of the newest. */
    public static ImmutableMap<RelationName, String> newest(
            Project project, Set<RelationName> sources, ParameterValues parameters) {
        var planner = new Planner(project, ImmutableSet.of(), parameters, BuildState.NOTHING);
        var queries = ImmutableMap.<RelationName, String>builder();
        project.declaredSources().stream()
                .filter(source -> sources.contains(source.name()))
                .forEach(source ->
                        source.newest().ifPresent(query -> queries.put(source.name(), planner.queries.render(query))));
        return queries.buildOrThrow();
    }

    private PlannedNode node(Node node) {
        return node(node, node.checks());
    }

    private PlannedNode node(Node node, ImmutableList<Check> checks) {
        var increment = increment(node).or(() -> increments.inPlace(node, () -> select(node)));
        var delta = increment.filter(it -> !(it.change() instanceof Change.Whole));
        var elsewhere = elsewhere(project, node);
        var parents = ImmutableSet.<RelationName>builder();
        parents(node, parents);
        return new PlannedNode(
                node,
                BuildNames.buildName(node.name()),
                kind(node, elsewhere),
                () -> select(node),
                parents.build(),
                () -> audits.audits(node, asked(checks), delta),
                TableDesign.of(node, project::published),
                key(node),
                increment,
                increments.batches(node, increment),
                node.config().materialization() instanceof Incremental incremental
                        ? Optional.of(increments.coverage(node, incremental))
                        : Optional.empty(),
                elsewhere);
    }

    /** Of a run on a part of the data, those that hold of any part. */
    private ImmutableList<Check> asked(ImmutableList<Check> checks) {
        return reduction
                .map(it -> it instanceof Reduction.Empty
                        ? ImmutableList.<Check>of()
                        : checks.stream()
                                .filter(check -> Audit.looksAtSingleRows(check) || Audit.isUniqueness(check))
                                .collect(ImmutableList.toImmutableList()))
                .orElse(checks);
    }

    /** What it reads and this run builds, also by way of what is ephemeral and itself not selected. */
    private void parents(Node node, ImmutableSet.Builder<RelationName> into) {
        for (var parent : project.graph().parents(node)) {
            if (built.contains(parent.name())) {
                into.add(parent.name());
            }
            if (isEphemeral(parent)) {
                parents(parent, into);
            }
        }
    }

    /** What it reads in another target, also by way of what is ephemeral. */
    private static ImmutableSet<RelationName> elsewhere(Project project, Node node) {
        var elsewhere = ImmutableSet.<RelationName>builder();
        elsewhere(project, node, elsewhere);
        return elsewhere.build();
    }

    private static void elsewhere(Project project, Node node, ImmutableSet.Builder<RelationName> into) {
        for (var parent : project.graph().parents(node)) {
            if (isEphemeral(parent)) {
                elsewhere(project, parent, into);
            } else if (project.isElsewhere(parent.name())) {
                into.add(parent.name());
            }
        }
    }

    /** What a node becomes. */
    static RelationKind kind(Project project, Node node) {
        return kind(node, elsewhere(project, node));
    }

    private static RelationKind kind(Node node, ImmutableSet<RelationName> elsewhere) {
        var table =
                node.config().table().partitioning().isPresent() ? RelationKind.PARTITIONED_TABLE : RelationKind.TABLE;
        if (!elsewhere.isEmpty()) {
            return table;
        }
        return switch (node.config().materialization()) {
            case Materialization.View ignored -> RelationKind.VIEW;
            case Materialization.Ephemeral ignored -> RelationKind.VIEW;
            case Materialization.MaterializedView ignored -> RelationKind.MATERIALIZED_VIEW;
            case Materialization.StoredTable ignored -> table;
            case Incremental ignored -> table;
            case Snapshot ignored -> table;
        };
    }

    /** The query of a node; of a run without rows, one that has none. */
    private String select(Node node) {
        var select = query(node);
        return select.isEmpty()
                        || reduction.filter(Reduction.Empty.class::isInstance).isEmpty()
                ? select
                : "select * from (%s) as \"computed\" where false".formatted(select);
    }

    private String query(Node node) {
        return switch (node.relation()) {
            case Seed<?> ignored -> "";
            case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
            case Model<?> model ->
                switch (node.config().materialization()) {
                    case Incremental incremental -> increments.whole(model, incremental, sampled());
                    case Snapshot snapshot -> increments.whole(node, model, snapshot);
                    case Materialization.View ignored -> render(model);
                    case Materialization.Ephemeral ignored -> render(model);
                    case Materialization.MaterializedView ignored -> render(model);
                    case Materialization.StoredTable ignored -> render(model);
                };
        };
    }

    private Optional<Increment> increment(Node node) {
        if (!(node.relation() instanceof Model<?> model)) {
            return Optional.empty();
        }
        return switch (node.config().materialization()) {
            case Incremental incremental -> increments.increment(node, model, incremental);
            case Snapshot snapshot -> increments.increment(node, model, snapshot);
            case Materialization.View ignored -> Optional.empty();
            case Materialization.Ephemeral ignored -> Optional.empty();
            case Materialization.MaterializedView ignored -> Optional.empty();
            case Materialization.StoredTable ignored -> Optional.empty();
        };
    }

    private static ImmutableList<Change.Key> key(Node node) {
        return switch (node.config().materialization()) {
            case Incremental incremental
            when incremental.strategy() instanceof Incremental.Merge merge -> Increments.keys(node, merge.key());
            case Snapshot snapshot -> Increments.keys(node, snapshot.identity());
            default -> ImmutableList.of();
        };
    }
}
