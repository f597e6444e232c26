package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.Contract;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import io.pulsemetrics.plan.Increment;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.ReplacementProblems;
import io.pulsemetrics.plan.SchemaChanges;
import io.pulsemetrics.plan.SourceContract;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.DeclaredPartitions;
import io.pulsemetrics.warehouse.HandMade;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.Rehearsal;
import io.pulsemetrics.warehouse.Widening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out, before anything is built, what would go wrong: everything at once. */
final class Preflight {
    private final HeldLock lock;
    private final Project project;
    private final Optional<Deferral> deferral;
    private final Plan plan;
    private final ForeignMaterializedViews materializedViews;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<RelationName, ImmutableList<ColumnType>> widened = new LinkedHashMap<>();
    private final ImmutableSetMultimap.Builder<RelationName, RelationName> reads = ImmutableSetMultimap.builder();

    /** @param project that is planned, with the names under which its relations are read */
    Preflight(
            HeldLock lock,
            Project project,
            Optional<Deferral> deferral,
            Plan plan,
            ForeignMaterializedViews materializedViews) {
        this.deferral = deferral;
        this.lock = lock;
        this.project = project;
        this.plan = plan;
        this.materializedViews = materializedViews;
    }

    /**
     * Verifies everything.
     *
     * @return what each node reads of what this run does not build, plain SQL included
     * @throws PulseException with every problem found
     */
    ImmutableSetMultimap<RelationName, RelationName> verify() {
        var published = replacing().collect(ImmutableMap.toImmutableMap(PlannedNode::name, PlannedNode::kind));
        var catalog = new Catalog(lock.session()).snapshot(schemas(), published.keySet());
        missing(catalog);
        problems.addAll(new Catalog(lock.session()).unreadable(readOnly()));
        problems.addAll(SourceContract.problems(
                plan.nodes().stream().map(PlannedNode::node).toList(),
                new Catalog(lock.session()).sourceColumns(sources())));
        problems.addAll(ReplacementProblems.of(catalog, published, materializedViews));
        problems.addAll(new HandMade(lock.session()).lost(replacedTables(catalog)));
        problems.addAll(grants());
        refuse();
        rehearse();
        refuse();
        return reads.build();
    }

    /** What the role may not do with relations that are there: to be told with the rights that it lacks to begin at all. */
    ImmutableList<Problem> missingRights() {
        var published = replacing().collect(ImmutableMap.toImmutableMap(PlannedNode::name, PlannedNode::kind));
        var catalog = new Catalog(lock.session()).snapshot(schemas(), published.keySet());
        return Stream.concat(
                        new Catalog(lock.session()).unreadable(readOnly()).stream(),
                        ReplacementProblems.of(catalog, published, materializedViews).stream()
                                .filter(problem -> problem.code() == ErrorCode.MISSING_RIGHT))
                .collect(toImmutableList());
    }

    private Stream<PlannedNode> replacing() {
        return plan.nodes().stream()
                .filter(node -> node.isPublished() && node.increment().isEmpty());
    }

    /** The tables that are to be replaced, with the columns that they will have; where the kind changes, more is refused elsewhere. */
    private ImmutableMap<ExistingRelation, Set<String>> replacedTables(CatalogSnapshot catalog) {
        var tables = ImmutableMap.<ExistingRelation, Set<String>>builder();
        replacing()
                .filter(node -> node.kind() != RelationKind.VIEW)
                .forEach(node -> catalog.find(node.name())
                        .ifPresent(existing -> tables.put(
                                existing,
                                node.node().relation().columns().stream()
                                        .map(Column::getName)
                                        .collect(toImmutableSet()))));
        return tables.buildOrThrow();
    }

    private ImmutableList<Problem> grants() {
        var roles = new Catalog(lock.session()).roles();
        return plan.nodes().stream()
                .flatMap(node -> node.node().config().grants().stream()
                        .flatMap(grants -> grants.privileges().keySet().stream())
                        .filter(role -> !role.equals("public") && !roles.contains(role))
                        .map(role -> new Problem(
                                ErrorCode.CANNOT_REPLACE,
                                node.name().toString(),
                                "it grants to role %s, which does not exist".formatted(role),
                                "Create the role, or leave it out of the model's grants")))
                .collect(toImmutableList());
    }

    private ImmutableSet<String> schemas() {
        return plan.nodes().stream()
                .flatMap(node -> node.node().dependencies().stream())
                .map(dependency -> project.published(dependency.name()).schema())
                .collect(toImmutableSet());
    }

    /** What is read and not built: sources, what others of the target built, and what is read in another target. */
    private ImmutableSet<RelationName> readOnly() {
        return plan.nodes().stream()
                .flatMap(node -> node.node().dependencies().stream())
                .map(dependency -> project.published(dependency.name()))
                .filter(name -> !plan.builds(name))
                .collect(toImmutableSet());
    }

    private ImmutableSet<RelationName> sources() {
        return plan.nodes().stream()
                .flatMap(node -> node.node().dependencies().stream())
                .filter(Dependency.OnSource.class::isInstance)
                .map(Dependency::name)
                .collect(toImmutableSet());
    }

    private void missing(CatalogSnapshot catalog) {
        for (var node : plan.nodes()) {
            for (var dependency : node.node().dependencies()) {
                var read = project.published(dependency.name());
                if (!plan.builds(read)
                        && !isEphemeral(dependency)
                        && catalog.find(read).isEmpty()) {
                    problems.add(new Problem(
                            ErrorCode.MISSING_RELATION,
                            node.name().toString(),
                            "it reads %s, which does not exist%s".formatted(read, norThere(dependency)),
                            remedy(dependency, node.name())));
                }
            }
        }
    }

    private String norThere(Dependency dependency) {
        return dependency instanceof Dependency.OnSource
                ? ""
                : deferral.map(other -> "; neither does %s in target %s"
                                .formatted(other.target().of(dependency.name()), other.target()))
                        .orElse("");
    }

    private static boolean isEphemeral(Dependency dependency) {
        return dependency instanceof Dependency.OnModel other
                && other.model().config().materialization() instanceof Materialization.Ephemeral;
    }

    private static String remedy(Dependency dependency, RelationName reader) {
        return switch (dependency) {
            case Dependency.OnSource ignored -> "Create and load the table, or look whether this is the right database";
            case Dependency.OnModel ignored -> "Build it, too: select +" + reader.name();
            case Dependency.OnSeed ignored -> "Build it, too: select +" + reader.name();
        };
    }

    private void rehearse() {
        var parts = plan.nodes().stream()
                .map(node -> new Rehearsal.Part(
                        node.build(),
                        node.select(),
                        node.node().relation().columns(),
                        node.parents().stream().map(BuildNames::buildName).collect(toImmutableSet())))
                .collect(toImmutableList());
        var outcomes = Rehearsal.of(lock, parts);
        for (var node : plan.nodes()) {
            switch (outcomes.get(node.build())) {
                case Rehearsal.Outcome.Described described -> described(node, described, outcomes.keySet());
                case Rehearsal.Outcome.Refused refused ->
                    refused.problem()
                            .problems()
                            .forEach(problem -> problems.add(new Problem(
                                    problem.code(), node.name().toString(), problem.message(), problem.remedy())));
                case Rehearsal.Outcome.NotReached ignored -> {} // its parent's problem is told
                case null -> throw new IllegalStateException("not rehearsed: " + node.name());
            }
        }
    }

    /** @param builds the names under which the run builds */
    private void described(PlannedNode node, Rehearsal.Outcome.Described described, Set<RelationName> builds) {
        problems.addAll(Contract.problems(node.node(), described.columns()));
        node.increment().ifPresent(increment -> {
            compare(node, increment, described.columns());
            comparePartitions(node);
        });
        for (var read : described.reads()) {
            if (!builds.contains(read)) {
                reads.put(node.name(), read);
            }
            if (plan.builds(read)) {
                problems.add(new Problem(
                        ErrorCode.UNDECLARED_DEPENDENCY,
                        node.name().toString(),
                        "its query names %s in plain SQL, and would read what the last run published".formatted(read),
                        "Declare it with ref(..) and pass the alias to the plain SQL as {0}"));
            }
        }
    }

    /** A table that stays is not partitioned anew. */
    private void comparePartitions(PlannedNode node) {
        new DeclaredPartitions(lock.session())
                .difference(node.name(), node.design().partitions())
                .ifPresent(difference -> problems.add(new Problem(
                        ErrorCode.SCHEMA_CHANGED,
                        node.name().toString(),
                        difference,
                        "Partition it as it is, or %s"
                                .formatted(
                                        node.isSnapshot()
                                                ? "move the table away: its history begins anew"
                                                : node.design().inPlace()
                                                        ? "run once without updatedInPlace() and with a full refresh"
                                                        : "run with a full refresh, which builds it anew"))));
    }

    /** What a table that stays can be given without being written again it is given before the run builds. */
    private void compare(PlannedNode node, Increment increment, ImmutableList<ColumnType> computed) {
        if (SchemaChanges.widened(increment, computed).isEmpty()) {
            problems.addAll(SchemaChanges.problems(node, increment, computed, ImmutableList.of()));
            return;
        }
        var uses = new Widening(lock.session()).uses(node.name());
        var inPlace = SchemaChanges.widenedInPlace(increment, computed, uses);
        if (!inPlace.isEmpty()) {
            widened.put(node.name(), inPlace);
        }
        var names = inPlace.stream().map(ColumnType::name).collect(toImmutableSet());
        var then = increment.published().stream()
                .map(column -> names.contains(column.name()) ? find(inPlace, column.name()) : column)
                .collect(toImmutableList());
        var others = uses.stream()
                .filter(use -> node.design().inPlace()
                        || use.view().filter(plan::builds).isEmpty())
                .toList();
        problems.addAll(SchemaChanges.problems(node, increment.over(then), computed, others));
    }

    private static ColumnType find(List<ColumnType> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The columns of published tables that are to be given wider types before anything is built. After {@link #verify}. */
    ImmutableMap<RelationName, ImmutableList<ColumnType>> widened() {
        return ImmutableMap.copyOf(widened);
    }

    private void refuse() {
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
    }
}
