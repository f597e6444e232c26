package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.ReplacementProblems;
import io.pulsemetrics.plan.WorkingSchemas;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse debug}. */
@Command(
        name = "debug",
        mixinStandardHelpOptions = true,
        header = "Looks whether a build could work: connection, versions, rights, the target's lock, names in the way.",
        description = {"", "Changes nothing. What is missing is told with the statement that gives it."},
        footer = {"debug", "debug --url jdbc:postgresql://host:5432/db --user me"})
final class DebugCommand extends TargetCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var terminal = invocation().loudTerminal();
        tell(
                terminal,
                "java",
                "%s, %s %s".formatted(Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch")));
        var project = invocation().project();
        tell(
                terminal,
                "project",
                "%d models and seeds, %d %s"
                        .formatted(
                                project.nodes().size(),
                                project.sources().size(),
                                project.sources().size() == 1 ? "source" : "sources"));
        try (var database = connection().open();
                var session = Session.open(database.dataSource(), reader("debug"), SessionSettings.UNLIMITED)) {
            tell(terminal, "connection", database.toString());
            tell(
                    terminal,
                    "server",
                    session.sql().fetchSingle("select version()").get(0, String.class));
            var working = new WorkingSchemas(
                    project.schemas(),
                    invocation().publishing(null).keptSets(),
                    Optional.of(target().schemas().of(BuildNames.STATE_SCHEMA)),
                    Optional.empty());
            var problems = problems(project, working, session, terminal);
            boolean free = lock(session, terminal);
            problems.forEach(problem -> terminal.println(terminal.bad("  " + problem)));
            if (!problems.isEmpty()) {
                return ErrorKind.DATABASE.exitCode();
            }
            terminal.println(free ? terminal.good("A build can begin.") : "A build can begin when the lock is free.");
            return free ? 0 : ErrorKind.LOCKED.exitCode();
        }
    }

    private static void tell(Terminal terminal, String what, String fact) {
        terminal.println("%-12s%s".formatted(what, fact));
    }

    private boolean lock(Session session, Terminal terminal) {
        var holder = TargetLock.holder(session, target().name());
        tell(
                terminal,
                "lock",
                holder.map(by -> "target %s is held by %s".formatted(target().name(), by))
                        .orElse("target %s is free".formatted(target().name())));
        return holder.isEmpty();
    }

    private static List<Problem> problems(Project project, WorkingSchemas working, Session session, Terminal terminal) {
        var catalog = new Catalog(session);
        var problems = new ArrayList<Problem>(catalog.rights(working).missingFor(working));
        problems.addAll(catalog.unreadable(project.sources().keySet()));
        tell(terminal, "rights", problems.isEmpty() ? "enough" : problems.size() + " missing");
        var kinds = kinds(project);
        var found = catalog.snapshot(
                project.sources().keySet().stream().map(RelationName::schema).toList(), kinds.keySet());
        var inTheWay = ReplacementProblems.of(found, kinds, ForeignMaterializedViews.RECREATE);
        tell(terminal, "names", inTheWay.isEmpty() ? "free, or replaceable" : inTheWay.size() + " in the way");
        problems.addAll(inTheWay);
        tell(terminal, "sources", sources(project, found));
        return problems;
    }

    private static ImmutableMap<RelationName, RelationKind> kinds(Project project) {
        return project.nodes().stream()
                .collect(ImmutableMap.toImmutableMap(
                        node -> node.name(),
                        node -> node.config().materialization() instanceof Materialization.View
                                ? RelationKind.VIEW
                                : RelationKind.TABLE));
    }

    private static String sources(Project project, CatalogSnapshot found) {
        var missing = project.sources().keySet().stream()
                .filter(source -> found.find(source).isEmpty())
                .map(RelationName::toString)
                .toList();
        return missing.isEmpty() ? "all there" : "missing: " + String.join(", ", missing);
    }
}
