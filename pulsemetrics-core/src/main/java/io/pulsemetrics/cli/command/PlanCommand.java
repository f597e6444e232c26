package io.pulsemetrics.cli.command;

import io.pulsemetrics.artifact.Json;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        header = "Shows what build would do and why, and does nothing.",
        description = {
            "",
            "The state is read without a lock, in a transaction that may not write. A model that is neither new nor changed, and reads"
                    + " none that is, is built because it is selected."
        },
        footer = {
            "plan                                    what build would do, and why",
            "plan --select state:modified+",
            "plan --changed --out plan.json          saves it for build --plan plan.json",
            "plan --output json > plan-to-read.json"
        })
final class PlanCommand extends ModelCommand implements Runnable {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Root.LogFormat output;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Save the plan, too: build --plan FILE does exactly this, or says that it is outdated.")
    private @Nullable Path saved;

    @Override
    public void run() {
        var asked = asked();
        try (var database = connection().openExisting()) {
            var runner = runner(asked, database.dataSource());
            var explanation = runner.explain(runner.plan(selected(asked, runner).nodes()));
            var out = invocation().out();
            switch (output) {
                case TEXT -> new PlanText(invocation().loudTerminal(), out).print(explanation);
                case JSON -> out.println(Json.write(PlanJson.of(explanation)));
            }
            out.flush();
            if (saved != null) {
                SavedPlan.write(saved, asked.options(), explanation);
                tellOf(saved);
            }
        }
    }

    private void tellOf(Path file) {
        if (output == Root.LogFormat.TEXT) {
            invocation()
                    .terminal()
                    .println("saved; do exactly this with %s --plan %s"
                            .formatted(connection().command("build"), ConnectionOptions.quoted(file.toString())));
        }
    }
}
