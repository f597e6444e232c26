package io.pulsemetrics.cli.command;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.warehouse.RelationDiff;
import io.pulsemetrics.warehouse.RelationDiff.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between two states of a model, as people read it, or as a line of JSON. */
record DiffText(Invocation invocation, DiffState from, DiffState to) {

    void print(Node node, RelationDiff.Result found) {
        if (invocation.tellsJson()) {
            invocation.out().println(Json.write(json(node, found)));
            invocation.out().flush();
            return;
        }
        var terminal = invocation.loudTerminal();
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
        print(terminal, node, rows);
    }

    private static void print(Terminal terminal, Node node, RelationDiff.Rows rows) {
        terminal.println("  rows: %s removed, %s added, %s changed"
                .formatted(Show.number(rows.removed()), Show.number(rows.added()), Show.number(rows.changed())));
        rows.changedByColumn()
                .forEach((column, count) -> terminal.println("  %s differs in %s".formatted(column, Show.rows(count))));
        if (node.relation().primaryKey().isEmpty()) {
            terminal.println("  it declares no primary key: rows are compared as a whole");
        }
        rows.samples().forEach(sample -> terminal.println(line(sample)));
    }

    private static String line(RelationDiff.Sample sample) {
        var key = sample.key().entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(joining(", "));
        var values = sample.values().entrySet().stream()
                .map(value -> "%s %s".formatted(value.getKey(), words(sample.what(), value.getValue())))
                .collect(joining(", "));
        return "  %s  %s%s".formatted(sample.what(), key, values.isEmpty() ? "" : ": " + values);
    }

    private static String words(String what, Values values) {
        return switch (what) {
            case "removed" -> values.from().orElse("NULL");
            case "added" -> values.to().orElse("NULL");
            default ->
                "%s -> %s".formatted(values.from().orElse("NULL"), values.to().orElse("NULL"));
        };
    }

    private static String words(ColumnType column) {
        return column.type().isEmpty() ? column.name() : column.name() + " " + column.type();
    }

    private Map<String, Object> json(Node node, RelationDiff.Result found) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", node.name());
        fields.put("from", from);
        fields.put("to", to);
        fields.put("same", found.isEmpty());
        fields.put(
                "columns_removed",
                found.onlyFrom().stream().map(DiffText::words).toList());
        fields.put("columns_added", found.onlyTo().stream().map(DiffText::words).toList());
        fields.put("columns_retyped", found.retyped());
        fields.put("rows_from", found.rows().from());
        fields.put("rows_to", found.rows().to());
        fields.put("rows_removed", found.rows().removed());
        fields.put("rows_added", found.rows().added());
        fields.put("rows_changed", found.rows().changed());
        fields.put("changed_by_column", found.rows().changedByColumn());
        fields.put(
                "samples", found.rows().samples().stream().map(DiffText::json).toList());
        return fields;
    }

    private static Map<String, Object> json(RelationDiff.Sample sample) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("what", sample.what());
        fields.put("key", sample.key());
        var values = new LinkedHashMap<String, Object>();
        sample.values().forEach((column, both) -> values.put(column, json(both)));
        fields.put("values", values);
        return fields;
    }

    private static Map<String, @Nullable Object> json(Values values) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("from", values.from().orElse(null));
        fields.put("to", values.to().orElse(null));
        return fields;
    }
}
