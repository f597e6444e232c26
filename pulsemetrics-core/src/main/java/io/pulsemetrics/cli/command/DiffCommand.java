package io.pulsemetrics.cli.command;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelDiff;
import io.pulsemetrics.run.ModelDiff.State;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.warehouse.RelationDiff;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code pulse diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        header = "Compares models in two states, rows and columns.",
        description = {
            "",
            "A state is published; kept or kept:N, what one of the last publishes replaced; build, an audited build that waits to be"
                    + " published; or computed, what the query gives now over what is published. Rows are told apart by the primary key."
        })
final class DiffCommand extends SelectingCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            paramLabel = "STATE",
            defaultValue = "published",
            converter = StateConverter.class,
            description = "What is compared; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private State from;

    @Option(
            names = "--to",
            paramLabel = "STATE",
            defaultValue = "computed",
            converter = StateConverter.class,
            description = "With what; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private State to;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many differing rows are shown by key; default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--exit-code", description = "End with 1 if something differs.")
    private boolean exitCode;

    /** Reads a state. */
    static final class StateConverter implements ITypeConverter<State> {
        @Override
        public State convert(String text) {
            if (text.matches("kept:[1-%d]".formatted(BuildNames.MOST_KEPT_SETS))) {
                return new State.Kept(text.charAt("kept:".length()) - '0');
            }
            return switch (text) {
                case "published" -> new State.Published();
                case "kept" -> new State.Kept(1);
                case "build" -> new State.Built();
                case "computed" -> new State.Computed();
                default ->
                    throw new TypeConversionException(
                            "'%s' is none of published, kept, kept:N, build, computed".formatted(text));
            };
        }
    }

    @Mixin
    private final RenderSettings rendering = new RenderSettings();

    @Override
    RunOptions asked(Project project) {
        return rendering.options(project);
    }

    @Override
    Optional<Instant> asOf() {
        return rendering.asOf();
    }

    @Override
    TargetOption target() {
        return rendering.target();
    }

    @Override
    public Integer call() {
        try (var database = connection().openExisting()) {
            var runner = runner(invocation().project(), database.dataSource());
            var diff = ModelDiff.on(database.dataSource(), runner);
            var nodes = selected(runner).nodes().stream()
                    .filter(node -> !(node.config().materialization() instanceof Materialization.Ephemeral))
                    .toList();
            boolean same = true;
            for (var node : nodes) {
                var found = diff.compare(node, from, to, samples);
                tell(node, found);
                same &= found.isEmpty();
            }
            return exitCode && !same ? ErrorKind.DATA.exitCode() : 0;
        }
    }

    private void tell(Node node, RelationDiff.Result found) {
        if (invocation().tellsJson()) {
            invocation().out().println(json(node, found));
            invocation().out().flush();
            return;
        }
        var terminal = invocation().loudTerminal();
        var rows = found.rows();
        if (found.isEmpty()) {
            terminal.println("%s: the same, %s".formatted(node.name(), Show.rows(rows.from())));
            return;
        }
        terminal.println(terminal.strong(
                "%s: %s %s, %s %s".formatted(node.name(), from, Show.rows(rows.from()), to, Show.rows(rows.to()))));
        found.onlyFrom().forEach(column -> terminal.println(terminal.bad("  - column " + words(column))));
        found.onlyTo().forEach(column -> terminal.println(terminal.good("  + column " + words(column))));
        found.retyped().forEach(change -> terminal.println(terminal.doubtful("  ~ column " + change)));
        tell(terminal, node, rows);
    }

    private void tell(Terminal terminal, Node node, RelationDiff.Rows rows) {
        terminal.println("  rows: %s removed, %s added, %s changed"
                .formatted(Show.number(rows.removed()), Show.number(rows.added()), Show.number(rows.changed())));
        rows.changedByColumn()
                .forEach((column, count) -> terminal.println("  %s differs in %s".formatted(column, Show.rows(count))));
        if (node.relation().primaryKey().isEmpty()) {
            terminal.println("  it declares no primary key: rows are compared as a whole");
        }
        var hidden = node.relation().primaryKey().stream()
                .filter(Column::isSensitive)
                .map(Column::getName)
                .toList();
        rows.samples().forEach(sample -> terminal.println("  %s  %s".formatted(sample.what(), key(sample, hidden))));
    }

    private static String key(RelationDiff.Sample sample, List<String> hidden) {
        return sample.key().entrySet().stream()
                .map(part -> part.getKey() + "=" + (hidden.contains(part.getKey()) ? "***" : part.getValue()))
                .collect(joining(", "));
    }

    private static String words(ColumnType column) {
        return column.type().isEmpty() ? column.name() : column.name() + " " + column.type();
    }

    private String json(Node node, RelationDiff.Result found) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", node.name());
        fields.put("from", from);
        fields.put("to", to);
        fields.put("same", found.isEmpty());
        fields.put(
                "columns_removed",
                found.onlyFrom().stream().map(DiffCommand::words).toList());
        fields.put(
                "columns_added", found.onlyTo().stream().map(DiffCommand::words).toList());
        fields.put("columns_retyped", found.retyped());
        fields.put("rows_from", found.rows().from());
        fields.put("rows_to", found.rows().to());
        fields.put("rows_removed", found.rows().removed());
        fields.put("rows_added", found.rows().added());
        fields.put("rows_changed", found.rows().changed());
        fields.put("changed_by_column", found.rows().changedByColumn());
        return Json.write(fields);
    }
}
