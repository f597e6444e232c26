package io.pulsemetrics.cli.command;

import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.select.SelectionContext;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse compile}. */
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        header = "Writes the SQL of models to target/pulse/compiled; prints it where there is one model.",
        description = {
            "",
            "Everything is read as it is published. Without a database; a selection that compares (state:, result:) needs --state."
        })
final class CompileCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    @Mixin
    private final RenderSettings settings = new RenderSettings();

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    @Override
    public void run() {
        var invocation = Invocation.of(spec);
        var project = invocation.project();
        var context = SelectionContext.of(project).withSelectors(invocation.selectors());
        var nodes = selection.selector().resolve(selection.comparing(context)).nodes();
        Instant asOf = settings.asOf().orElseGet(invocation.clock()::instant);
        var options = settings.options(project).withAsOf(asOf);
        var planned = ModelRunner.compile(project, nodes, options).stream()
                .filter(node -> !node.select().isEmpty())
                .toList();
        new RunArtifacts(invocation, directory.path(), settings.target()).writeManifest(project, nodes, options);
        if (planned.size() == 1) {
            invocation
                    .out()
                    .println(planned.stream()
                            .map(PlannedNode::select)
                            .findFirst()
                            .orElseThrow());
        } else {
            invocation
                    .terminal()
                    .println("%d models in %s"
                            .formatted(planned.size(), directory.path().resolve("compiled")));
        }
        invocation.out().flush();
    }
}
