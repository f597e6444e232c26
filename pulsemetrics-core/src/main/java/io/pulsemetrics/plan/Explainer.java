package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.lineage.QueryText;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.plan.Explanation.Break;
import io.pulsemetrics.plan.Explanation.Explained;
import io.pulsemetrics.plan.Explanation.Skipped;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;

/** Compares a plan with what is published. */
final class Explainer {
    private static final int CONTEXT_LINES = 3;
    private static final Configuration POSTGRES = new DefaultConfiguration().set(SQLDialect.POSTGRES);

    private final Project project;
    private final Plan plan;
    private final PublishedState state;
    private final ImmutableSet<Node> changed;
    private final ImmutableSet<Node> behind;

    Explainer(Project project, Plan plan, PublishedState state) {
        this.project = project;
        this.plan = plan;
        this.state = state;
        this.changed = project.nodes().stream().filter(this::differs).collect(toImmutableSet());
        this.behind = ImmutableSet.copyOf(project.graph().descendants(changed));
    }

    Explanation explanation() {
        return new Explanation(
                plan,
                plan.nodes().stream().map(this::explained).collect(toImmutableList()),
                project.nodes().stream()
                        .filter(node -> !plan.builds(node.name()))
                        .map(node -> new Skipped(node.name(), leader(node)))
                        .collect(toImmutableList()),
                state.dependents(),
                plan.nodes().stream().flatMap(this::breaks).distinct().collect(toImmutableList()));
    }

    private boolean differs(Node node) {
        var version = state.versions().get(node.name());
        return version == null || !version.fingerprint().equals(Fingerprint.of(node));
    }

    private Explained explained(PlannedNode node) {
        var intervals = node.coverage().map(Coverage::ranges).orElse(ImmutableList.of()).stream()
                .filter(range -> !range.isEmpty())
                .collect(toImmutableList());
        return new Explained(node, reason(node, intervals), difference(node), intervals);
    }

    private Reason reason(PlannedNode node, List<?> intervals) {
        if (!state.versions().containsKey(node.name())
                || (node.isPublished() && !state.columns().containsKey(node.name()))) {
            return Reason.NEW;
        }
        if (changed.contains(node.node())) {
            return Reason.CHANGED;
        }
        if (behind.contains(node.node())) {
            return Reason.PARENT_CHANGED;
        }
        return node.increment().isPresent() && !intervals.isEmpty() ? Reason.INTERVAL_MISSING : Reason.SELECTED;
    }

    private ImmutableList<String> difference(PlannedNode node) {
        var version = state.versions().get(node.name());
        if (version == null || version.sql().isEmpty() || !(node.node().relation() instanceof Model<?> model)) {
            return ImmutableList.of();
        }
        var before = version.sql().get().lines().toList();
        var now = QueryText.formatted(model.query()).lines().toList();
        return ImmutableList.copyOf(UnifiedDiffUtils.generateUnifiedDiff(
                node.name() + " as published",
                node.name() + " as planned",
                before,
                DiffUtils.diff(before, now),
                CONTEXT_LINES));
    }

    /** What the node stays behind, if this run changes something that it reads. */
    private Optional<RelationName> leader(Node node) {
        if (!state.versions().containsKey(node.name())) {
            return Optional.empty();
        }
        return project.graph().sorted(project.graph().ancestors(ImmutableSet.of(node))).stream()
                .filter(ancestor -> changed.contains(ancestor) && plan.builds(ancestor.name()))
                .map(Node::name)
                .findFirst();
    }

    private Stream<Break> breaks(PlannedNode node) {
        return state.columns().get(node.name()).stream().flatMap(column -> {
            var declared = node.node().relation().columns().stream()
                    .filter(it -> it.getName().equals(column.name()))
                    .findFirst();
            if (declared.isEmpty()) {
                return keepsColumns(node) ? Stream.empty() : broken(node, column, Optional.empty());
            }
            return Contract.misfit(declared.get().getDataType(), column.type()).isEmpty()
                    ? Stream.empty()
                    : broken(node, column, declared.map(Explainer::type));
        });
    }

    /** Whether a table stays in place and what the model does not have any more stays in it. */
    private static boolean keepsColumns(PlannedNode node) {
        return node.increment()
                .filter(it -> it.schemaChange() != SchemaChange.SYNC)
                .isPresent();
    }

    private static String type(Column<?> column) {
        return column.getDataType().getCastTypeName(POSTGRES);
    }

    private Stream<Break> broken(PlannedNode node, SourceColumn column, Optional<String> to) {
        var origin = new Origin(node.name(), column.name());
        var views = state.readers().stream()
                .filter(reader -> reader.column().equals(origin))
                .map(ColumnReader::view);
        var models = project.nodes().stream()
                .filter(other -> other.lineage()
                        .filter(lineage -> reads(lineage, origin))
                        .isPresent())
                .map(Node::name);
        return Stream.concat(views, models)
                .filter(reader -> !plan.builds(reader))
                .map(reader -> new Break(reader, node.name(), column.name(), column.type(), to));
    }

    private static boolean reads(Lineage lineage, Origin origin) {
        return lineage.indirect().contains(origin)
                || lineage.columns().stream()
                        .anyMatch(column -> column.origins().contains(origin));
    }
}
