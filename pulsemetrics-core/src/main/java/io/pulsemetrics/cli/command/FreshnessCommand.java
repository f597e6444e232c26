package io.pulsemetrics.cli.command;

import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.SourceFreshness;
import io.pulsemetrics.select.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse freshness}. */
@Command(
        name = "freshness",
        mixinStandardHelpOptions = true,
        header = "Tells how old the newest rows of sources are, and whether they may be.",
        description = {
            "",
            "Ages are counted to the present. A selected source is looked at, and of a selected model those that it reads; the result"
                    + " is left in sources.json."
        })
final class FreshnessCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    @Mixin
    private final TargetOption target = new TargetOption();

    @Mixin
    private final TargetDirectory directory = new TargetDirectory();

    @Override
    public Integer call() {
        var invocation = Invocation.of(spec);
        try (var database = connection.openExisting()) {
            var project = invocation.project();
            requireFreshness(project);
            var runner = ModelRunner.of(project, database.dataSource())
                    .with(RunOptions.defaults().withTarget(target.target()))
                    .with(invocation.clock());
            var found = runner.freshness(selected(runner, invocation).sourcesRead());
            found.forEach(source -> tell(invocation, source));
            invocation.out().flush();
            new RunArtifacts(invocation, directory.path(), target).writeSources(found);
            return exitCode(found);
        }
    }

    private static void requireFreshness(Project project) {
        if (project.declaredSources().stream()
                .noneMatch(source -> source.freshness().isPresent())) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    "freshness",
                    "no source says how old its newest row may be",
                    "Declare it: project.with(Source.of(ORDERS).loadedAt(ORDERS.LOADED_AT).freshness(..))");
        }
    }

    private Selection selected(ModelRunner runner, Invocation invocation) {
        return selection
                .selector()
                .resolve(selection.comparing(runner.selectionContext().withSelectors(invocation.selectors())));
    }

    private static void tell(Invocation invocation, SourceFreshness source) {
        if (invocation.tellsJson()) {
            invocation.out().println(Json.write(json(source)));
            return;
        }
        var passed = source.status() == Freshness.Status.PASS;
        var terminal = passed ? invocation.terminal() : invocation.loudTerminal();
        terminal.println(line(source, terminal));
    }

    private static String line(SourceFreshness source, Terminal terminal) {
        var text = "  %s %s".formatted(source.status().name(), source);
        return switch (source.status()) {
            case PASS -> terminal.fit(text);
            case WARN -> terminal.doubtful(text);
            case ERROR -> terminal.bad(text);
        };
    }

    private static Map<String, Object> json(SourceFreshness source) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("source", source.source());
        fields.put("status", Root.word(source.status()));
        source.newest().ifPresent(newest -> fields.put("newest", newest));
        source.age().ifPresent(age -> fields.put("age_seconds", age.toSeconds()));
        fields.put("looked_at", source.lookedAt());
        source.error().ifPresent(error -> fields.put("message", error));
        return fields;
    }

    private static int exitCode(List<SourceFreshness> found) {
        return found.stream().anyMatch(source -> source.status() == Freshness.Status.ERROR)
                ? ErrorKind.DATA.exitCode()
                : 0;
    }
}
