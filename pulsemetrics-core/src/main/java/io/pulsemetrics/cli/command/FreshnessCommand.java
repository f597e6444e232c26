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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse freshness}. */
@Command(
        name = "freshness",
        mixinStandardHelpOptions = true,
        header = "Tells how old the newest rows of sources are, and whether they may be.",
        description = {
            "",
            "Ages are counted to the present. A selected source is looked at, and of a selected model those that it reads; the result"
                    + " is left in sources.json."
        },
        footer = {
            "freshness                               all sources that say how old they may be",
            "freshness --select source:raw.events",
            "freshness --select +fct_events          the sources of a model"
        })
final class FreshnessCommand extends SelectingCommand implements Callable<Integer> {
    @Override
    RunOptions options(Project project) {
        requireFreshness(project);
        return RunOptions.defaults().withTarget(target());
    }

    @Override
    public Integer call() {
        var asked = asked();
        try (var database = connection().openExisting()) {
            var runner = ModelRunner.of(asked.project(), database.dataSource())
                    .with(asked.options())
                    .with(invocation().clock());
            var found = runner.freshness(selected(asked, runner).sourcesRead());
            if (invocation().tellsJson()) {
                found.forEach(source -> invocation().out().println(Json.write(json(source))));
            } else {
                found.forEach(this::tell);
                tellHowToAskAgain(found);
            }
            invocation().out().flush();
            artifacts().writeSources(found);
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

    private void tell(SourceFreshness source) {
        var passed = source.status() == Freshness.Status.PASS;
        var terminal = passed ? invocation().terminal() : invocation().loudTerminal();
        terminal.println(line(source, terminal));
        if (!passed) {
            source.newest().ifPresent(newest -> terminal.println("    newest row: " + newest));
        }
    }

    private void tellHowToAskAgain(List<SourceFreshness> found) {
        var aged = found.stream()
                .filter(source -> source.status() != Freshness.Status.PASS)
                .toList();
        if (!aged.isEmpty()) {
            invocation()
                    .rerun()
                    .lookingAt(aged)
                    .ifPresent(
                            command -> invocation().loudTerminal().println("  ask again what was found: " + command));
        }
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
