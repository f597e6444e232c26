package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Relations;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the sources of a project: how far they go, whether they are fresh, whether their checks pass. */
final class SourceInspection {
    private final Project project;
    private final ParameterValues parameters;
    private final Clock clock;

    /** @param clock what ages are counted to */
    SourceInspection(Project project, ParameterValues parameters, Clock clock) {
        this.project = project;
        this.parameters = parameters;
        this.clock = clock;
    }

    /** The time of the newest row of each of these sources that knows when its rows were loaded, is there and has one. */
    ImmutableMap<RelationName, Instant> newest(Relations relations, Set<RelationName> sources) {
        var found = ImmutableMap.<RelationName, Instant>builder();
        Planner.newest(project, sources, parameters).forEach((source, query) -> {
            try {
                newest(relations, source, query).ifPresent(instant -> found.put(source, instant));
            } catch (PulseException e) {
                // a table that cannot be asked has no known newest row; what reads it tells why
            }
        });
        return found.buildOrThrow();
    }

    private static Optional<Instant> newest(Relations relations, RelationName source, String query) {
        return Optional.ofNullable(relations.fetch(source, query).getFirst().get(0, LocalDateTime.class))
                .map(loaded -> loaded.toInstant(ZoneOffset.UTC));
    }

    /** The freshness of those of these sources that say how old their newest row may be, in the order of their declaration. */
    ImmutableList<SourceFreshness> freshness(Relations relations, Set<RelationName> sources) {
        var queries = Planner.newest(project, sources, parameters);
        return queries.entrySet().stream()
                .flatMap(query -> project.source(query.getKey()).flatMap(Source::freshness).stream()
                        .map(limits -> freshness(relations, query.getKey(), limits, query.getValue())))
                .collect(toImmutableList());
    }

    private SourceFreshness freshness(Relations relations, RelationName source, Freshness limits, String query) {
        var stopwatch = Stopwatch.createStarted();
        try {
            var newest = newest(relations, source, query);
            var now = clock.instant();
            var status = limits.of(SourceFreshness.age(newest, now));
            return new SourceFreshness(source, limits, status, newest, now, stopwatch.elapsed(), Optional.empty());
        } catch (PulseException e) {
            return new SourceFreshness(
                    source,
                    limits,
                    Freshness.Status.ERROR,
                    Optional.empty(),
                    clock.instant(),
                    stopwatch.elapsed(),
                    Optional.of(e.getMessage()));
        }
    }

    /** What is found of the declared sources that the plan reads. */
    ImmutableList<SourceResult> results(Plan plan, Relations relations, RelationAudits audits, int threads) {
        var read =
                plan.nodes().stream().flatMap(node -> reads(plan, node.node())).collect(toImmutableSet());
        var checks = ImmutableSetMultimap.<RelationName, Check>builder();
        read.stream()
                .flatMap(name -> project.source(name).stream())
                .forEach(source -> checks.putAll(source.name(), source.checks()));
        var freshness = freshness(relations, read).stream()
                .collect(ImmutableMap.toImmutableMap(SourceFreshness::source, found -> found));
        var answers = audits.ask(threads, Planner.audits(project, checks.build(), parameters)).stream()
                .collect(ImmutableMap.toImmutableMap(NodeResult::name, answer -> answer));
        return project.declaredSources().stream()
                .filter(source -> answers.containsKey(source.name()) || freshness.containsKey(source.name()))
                .map(source -> result(
                        source.name(),
                        Optional.ofNullable(answers.get(source.name())),
                        Optional.ofNullable(freshness.get(source.name()))))
                .collect(toImmutableList());
    }

    private static SourceResult result(
            RelationName name, Optional<NodeResult> answer, Optional<SourceFreshness> freshness) {
        return new SourceResult(
                name,
                answer.map(NodeResult::checks).orElse(ImmutableList.of()),
                freshness,
                answer.flatMap(NodeResult::message));
    }

    /** The nodes of the plan that read a source which failed, each with that source. */
    ImmutableMap<RelationName, RelationName> barred(Plan plan, ImmutableList<SourceResult> results) {
        var failed = results.stream()
                .filter(SourceResult::failed)
                .map(SourceResult::name)
                .collect(toImmutableSet());
        var barred = ImmutableMap.<RelationName, RelationName>builder();
        for (var node : plan.nodes()) {
            reads(plan, node.node())
                    .filter(failed::contains)
                    .findFirst()
                    .ifPresent(source -> barred.put(node.name(), source));
        }
        return barred.buildOrThrow();
    }

    /** The sources that a node reads in this run: by itself, and by views that the run does not build. */
    private Stream<RelationName> reads(Plan plan, Node node) {
        return Stream.concat(
                node.dependencies().stream()
                        .filter(Dependency.OnSource.class::isInstance)
                        .map(Dependency::name),
                project.graph().parents(node).stream()
                        .filter(parent -> !plan.builds(parent.name()) && isRead(parent))
                        .flatMap(parent -> reads(plan, parent)));
    }

    private static boolean isRead(Node node) {
        return switch (node.config().materialization()) {
            case Materialization.View ignored -> true;
            case Materialization.Ephemeral ignored -> true;
            case Materialization.MaterializedView ignored -> false;
            case Materialization.StoredTable ignored -> false;
            case Incremental ignored -> false;
            case Snapshot ignored -> false;
        };
    }

    /** The sources that lie above the nodes of the plan. */
    ImmutableSet<RelationName> above(Plan plan) {
        var nodes = plan.nodes().stream().map(PlannedNode::node).collect(toImmutableSet());
        return Stream.concat(nodes.stream(), project.graph().ancestors(nodes).stream())
                .flatMap(node -> node.dependencies().stream())
                .filter(Dependency.OnSource.class::isInstance)
                .map(Dependency::name)
                .collect(toImmutableSet());
    }
}
