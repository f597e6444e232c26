package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static io.pulsemetrics.cli.TextTable.Column.left;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.TextTable;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.select.SelectionState;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        header = "Shows what build would do and why, and does nothing.",
        description = {"", "A model that is neither new nor changed, and reads none that is, would be built as it was."
        })
final class PlanCommand extends ModelCommand implements Runnable {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Root.LogFormat output;

    /** A line of the plan. */
    private record Line(PlannedNode node, String why) {}

    @Override
    public void run() {
        try (var database = connection().openExisting()) {
            var project = invocation().project();
            var runner = runner(project, database.dataSource());
            var plan = runner.plan(selected(runner).nodes());
            var state = runner.state();
            var changed = project.nodes().stream()
                    .filter(node -> !"unchanged".equals(own(state, node.name(), Fingerprint.of(node))))
                    .collect(toImmutableSet());
            var behind = project.graph().descendants(changed).stream()
                    .map(node -> node.name())
                    .collect(toImmutableSet());
            var lines = plan.nodes().stream()
                    .map(node -> new Line(node, why(state, node, behind)))
                    .toList();
            var views = views(database.dataSource(), lines);
            if (output == Root.LogFormat.JSON) {
                printJson(lines, views);
            } else {
                printText(lines, views, project.nodes().size());
            }
        }
    }

    private static String own(SelectionState state, RelationName name, String now) {
        return state.fingerprint(name)
                .map(before -> before.equals(now) ? "unchanged" : "changed")
                .orElse("new");
    }

    private static String why(SelectionState state, PlannedNode node, ImmutableSet<RelationName> behind) {
        var own = own(state, node.name(), Fingerprint.of(node.node()));
        return own.equals("unchanged") && behind.contains(node.name()) ? "parent changed" : own;
    }

    private List<Dependent> views(DataSource source, List<Line> lines) {
        var name = settings().target().reader("plan");
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED)) {
            return new Catalog(session)
                    .snapshot(
                            List.of(),
                            lines.stream().map(line -> line.node().name()).toList())
                    .dependents();
        }
    }

    private void printText(List<Line> lines, List<Dependent> dependents, int all) {
        var table =
                new TextTable(invocation().out(), List.of(left("relation"), left("kind"), left("why"), left("checks")));
        lines.forEach(line -> table.row(
                line.node().name().toString(),
                line.node().kind().toString(),
                line.why(),
                Integer.toString(line.node().node().checks().size())));
        table.end();
        var out = invocation().out();
        dependents.forEach(dependent -> out.println(describe(dependent)));
        out.println("%d of %d relations would be built; %d left as they are"
                .formatted(lines.size(), all, all - lines.size()));
        out.flush();
    }

    private static String describe(Dependent dependent) {
        return switch (dependent) {
            case Dependent.RepointedView view -> "view %s would be re-pointed".formatted(view.view());
            case Dependent.RecreatedView it ->
                "materialized view %s would be computed anew, since it reads %s"
                        .formatted(
                                it.view().name(),
                                it.reads().stream().map(RelationName::toString).collect(joining(", ")));
            case Dependent.ReboundFunction it -> "%s would be bound to the new relation".formatted(it.function());
            case Dependent.Survivor survivor -> "%s %s stays as it is".formatted(survivor.kind(), survivor.relation());
            case Dependent.Refused refused -> "refused: " + refused.object() + " depends on " + refused.on();
        };
    }

    private void printJson(List<Line> lines, List<Dependent> dependents) {
        var plan = new LinkedHashMap<String, Object>();
        plan.put("nodes", lines.stream().map(line -> json(line)).toList());
        plan.put("dependents", dependents.stream().map(PlanCommand::describe).toList());
        invocation().out().println(Json.write(plan));
        invocation().out().flush();
    }

    private static Map<String, Object> json(Line line) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", line.node().name());
        fields.put("kind", line.node().kind());
        fields.put("why", line.why());
        fields.put("parents", line.node().parents());
        fields.put("sql", line.node().select());
        return fields;
    }
}
