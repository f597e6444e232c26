package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.lineage.ColumnLineage;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Decides how the checks of the nodes are asked. Checks that can be asked at the same time share their queries. */
final class AuditPlanner {
    private final Project project;
    private final ImmutableSet<RelationName> built;
    private final Increments increments;
    private final Function<Map<RelationName, RelationName>, Renderer> renderers;
    private final Renderer whole;
    private final Supplier<ImmutableSet<Origin>> sensitive;

    /** @param renderers the renderer that reads these relations elsewhere */
    AuditPlanner(
            Project project,
            ImmutableSet<RelationName> built,
            Increments increments,
            Function<Map<RelationName, RelationName>, Renderer> renderers) {
        this.project = project;
        this.built = built;
        this.increments = increments;
        this.renderers = renderers;
        this.whole = renderers.apply(ImmutableMap.of());
        this.sensitive = Suppliers.memoize(() -> sensitive(project));
    }

    /** What must not be shown: what is declared so, and the columns of sources that such a column of a model is computed from. */
    private static ImmutableSet<Origin> sensitive(Project project) {
        var origins = ImmutableSet.<Origin>builder();
        for (var source : project.declaredSources()) {
            source.sensitive().forEach(column -> origins.add(new Origin(source.name(), column.getName())));
        }
        for (var node : project.nodes()) {
            node.relation().columns().stream().filter(Column::isSensitive).forEach(column -> {
                origins.add(new Origin(node.name(), column.getName()));
                node.lineage().stream()
                        .flatMap(lineage -> lineage.columns().stream())
                        .filter(traced -> traced.name().equals(column.getName()))
                        .flatMap(traced -> traced.origins().stream())
                        .filter(origin -> project.sources().containsKey(origin.relation()))
                        .forEach(origins::add);
            });
        }
        return origins.build();
    }

    /** The relation whose checks are planned. */
    private record Audited(RelationName name, Table<?> table, ImmutableList<? extends Field<?>> key) {
        static Audited of(Node node) {
            return new Audited(node.name(), node.relation(), node.relation().primaryKey());
        }
    }

    /**
     * When checks can be asked.
     *
     * @param waitsFor what must be built before, beside the node and its ancestors
     * @param comparesPublished whether there must be something published
     * @param deltaOnly whether only the rows are looked at that the run adds or changes; they are all rows if it builds the node anew
     */
    private record Moment(ImmutableSet<RelationName> waitsFor, boolean comparesPublished, boolean deltaOnly) {}

    /**
     * The queries of the node's audit; the first one counts the rows that the run adds or changes. Rows that stay in place have passed
     * those checks that look at one row at a time, and are not looked at again.
     */
    ImmutableList<PlannedAudit> audits(Node node, ImmutableList<Check> checks, Optional<Increment> increment) {
        var ancestors =
                project.graph().ancestors(Set.of(node)).stream().map(Node::name).collect(toImmutableSet());
        var now = new Moment(ImmutableSet.of(), false, true);
        var delta = increment
                .map(it -> renderers.apply(ImmutableMap.of(node.name(), it.delta())))
                .orElse(whole);
        var moments = new LinkedHashMap<Moment, List<Check>>();
        moments.put(now, new ArrayList<>());
        for (Check check : checks) {
            boolean deltaOnly =
                    increment.isEmpty() || (increments.isAudited(node) && increments.needsDeltaOnly(node, check));
            moments.computeIfAbsent(moment(node, check, ancestors, deltaOnly), moment -> new ArrayList<>())
                    .add(check);
        }
        return moments.entrySet().stream()
                .flatMap(entry -> (entry.getKey().equals(now)
                                ? Audit.queries(node.relation(), entry.getValue())
                                : Audit.furtherQueries(node.relation(), entry.getValue()))
                        .stream()
                                .map(query -> planned(
                                        Audited.of(node),
                                        query,
                                        entry.getKey(),
                                        entry.getKey().deltaOnly() ? delta : whole)))
                .collect(toImmutableList());
    }

    /** The queries that ask checks of a source. */
    AuditedRelation audits(Source source, ImmutableList<Check> checks) {
        var audited = new Audited(source.name(), source.table(), source.key());
        var now = new Moment(ImmutableSet.of(), false, false);
        return AuditedRelation.ofSource(
                source.name(),
                Audit.queries(source.table(), checks).stream()
                        .map(query -> planned(audited, query, now, whole))
                        .collect(toImmutableList()));
    }

    private Moment moment(Node node, Check check, ImmutableSet<RelationName> ancestors, boolean deltaOnly) {
        var later = lineage(Audit.violations(node.relation(), check)).relations().stream()
                .filter(name -> built.contains(name) && !name.equals(node.name()) && !ancestors.contains(name))
                .collect(toImmutableSet());
        return new Moment(later, Audit.comparesPublished(check), deltaOnly);
    }

    private PlannedAudit planned(Audited node, Audit.Query query, Moment moment, Renderer renderer) {
        return new PlannedAudit(
                query.answers().stream()
                        .map(answer -> planned(node, answer, renderer))
                        .collect(toImmutableList()),
                query.countsRows(),
                renderer.render(query.select()),
                moment.waitsFor(),
                moment.waitsFor().isEmpty(),
                moment.comparesPublished() ? compared(node, query) : ImmutableSet.of());
    }

    private ImmutableSet<String> compared(Audited node, Audit.Query query) {
        var lineage = lineage(query.select());
        return Stream.concat(
                        lineage.columns().stream().flatMap(column -> column.origins().stream()),
                        lineage.indirect().stream())
                .filter(origin -> origin.relation().equals(node.name()))
                .map(Origin::column)
                .collect(toImmutableSet());
    }

    private PlannedCheck planned(Audited node, Audit.Answer answer, Renderer renderer) {
        var all = ImmutableSet.<Field<?>>copyOf(node.table().fields());
        return new PlannedCheck(
                answer,
                rows(Audit.violations(node.table(), answer.check(), shown(node, answer.check())), renderer),
                rows(Audit.violations(node.table(), answer.check(), all), renderer));
    }

    /** Rows are shown by the primary key, or else by what the check looks at, and by what it asks to be shown. */
    private static ImmutableSet<Field<?>> shown(Audited node, Check check) {
        var key = node.key();
        return Stream.concat(
                        (key.isEmpty() ? check.columns() : key).stream(), check.options().evidence().columns().stream())
                .collect(toImmutableSet());
    }

    /** The violations without the columns that are computed from sensitive ones, or that may be; empty if none is left. */
    private String rows(Select<?> violations, Renderer renderer) {
        var columns = lineage(violations).columns();
        var table = violations.asTable("violations");
        var fields = table.fields();
        var visible = ImmutableList.<Field<?>>builder();
        for (int i = 0; i < fields.length; i++) {
            if (i < columns.size() && isVisible(columns.get(i))) {
                visible.add(fields[i]);
            }
        }
        var shown = visible.build();
        return shown.isEmpty() ? "" : renderer.render(DSL.select(shown).from(table));
    }

    /** By published names. */
    private Lineage lineage(Select<?> query) {
        return Lineage.of(query).renamed(project::published);
    }

    private boolean isVisible(ColumnLineage column) {
        boolean hidden = column.opaque() && !sensitive.get().isEmpty();
        return !hidden && column.origins().stream().noneMatch(sensitive.get()::contains);
    }
}
