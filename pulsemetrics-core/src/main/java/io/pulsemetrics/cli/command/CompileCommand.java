package io.pulsemetrics.cli.command;

import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pulse compile}. */
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        header = "Writes the SQL of models to target/pulse/compiled; prints it where there is one model.",
        description = {
            "",
            "Everything is read as it is published. No database is asked, unless the selection compares (state:, result:) or --defer"
                    + " is given: what the target lacks is found out there."
        },
        footer = {
            "compile --select dim_users              prints the query",
            "compile --as-of 2026-06-30 --target-path /tmp/sql"
        })
final class CompileCommand extends SelectingCommand implements Runnable {
    @Mixin
    private final QueryOptions query = new QueryOptions();

    @Override
    RunOptions options(Project project) {
        var options = query.options(invocation(), connection(), project);
        return options.asOf().isPresent()
                ? options
                : options.withAsOf(invocation().clock().instant());
    }

    @Override
    public void run() {
        var asked = asked();
        if (asked.selection().isPresent() && asked.options().deferral().isEmpty()) {
            var nodes = asked.selection().get().nodes();
            leave(asked.project(), ModelRunner.compile(asked.project(), nodes, asked.options()));
            return;
        }
        try (var database = connection().openExisting()) {
            var runner = ModelRunner.of(asked.project(), database.dataSource()).with(asked.options());
            leave(asked.project(), runner.compile(selected(asked, runner).nodes()));
        }
    }

    private void leave(Project project, List<PlannedNode> compiled) {
        artifacts().writeManifest(project, compiled);
        var queries = compiled.stream()
                .map(PlannedNode::select)
                .filter(sql -> !sql.isEmpty())
                .toList();
        if (queries.size() == 1) {
            invocation().out().println(queries.getFirst());
        } else {
            invocation()
                    .terminal()
                    .println("%d models in %s"
                            .formatted(queries.size(), artifacts().directory().resolve("compiled")));
        }
        invocation().out().flush();
    }
}
