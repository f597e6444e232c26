package io.pulsemetrics.examples.command;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.pulsemetrics.cli.TextTable.Column.left;
import static io.pulsemetrics.cli.TextTable.Column.right;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.TextTable;
import io.pulsemetrics.cli.command.ConnectedCommand;
import io.pulsemetrics.generator.damage.Damage;
import io.pulsemetrics.generator.damage.Manifest;
import io.pulsemetrics.generator.damage.Way;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse damage}. */
@Command(
        name = "damage",
        mixinStandardHelpOptions = true,
        header = "Damages rows of schema raw in named ways, to see what becomes of it.",
        description = {
            "",
            "The same seed takes the same rows, and no row is taken by two ways. All is done or nothing. Load the data again to have it"
                    + " whole."
        },
        footer = {
            "damage --list",
            "damage --ways negative-payments,duplicate-rows --rows 3",
            "damage --ways all --manifest damage.jsonl"
        })
final class DamageCommand extends ConnectedCommand implements Runnable {
    @Option(names = "--list", description = "Only list the ways.")
    private boolean list;

    @Option(
            names = "--ways",
            paramLabel = "WAY",
            split = ",",
            description = "The ways, with commas between them, or all.")
    private List<String> ways = List.of();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "" + Damage.DEFAULT_ROWS,
            description = "How many rows of a table a way takes; default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Another number takes other rows; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Write here what was damaged, a line of JSON for each way and table.")
    private @Nullable Path manifest;

    @Override
    public void run() {
        var invocation = invocation();
        invocation.refuseIf(list != ways.isEmpty(), "Give the ways with --ways, or --list to see them");
        invocation.refuseIf(rows < 1, "--rows is at least 1, not " + rows);
        if (list) {
            list(invocation.out());
            return;
        }
        var damage = Damage.of(ways()).withSeed(seed).withRows(rows);
        try (var warehouse = connection().open()) {
            var inflicted = damage.inflict(warehouse.dataSource());
            show(inflicted, invocation.out());
            if (manifest != null) {
                inflicted.writeTo(manifest);
            }
        }
        invocation
                .terminal()
                .println("Build the models over them with " + connection().command("build"));
    }

    private static void list(PrintWriter out) {
        var table = new TextTable(out, List.of(left("way"), left("what is wrong"), left("what becomes of it")));
        Way.all()
                .forEach(way ->
                        table.row(way.name(), way.description(), way.handling().text()));
        table.end();
    }

    private static void show(Manifest inflicted, PrintWriter out) {
        var table = new TextTable(out, List.of(left("way"), left("table"), right("rows"), left("what becomes of it")));
        inflicted
                .entries()
                .forEach(entry -> table.row(
                        entry.way().name(),
                        entry.table(),
                        Show.number(entry.count()),
                        entry.way().handling().text()));
        table.end();
    }

    private ImmutableList<Way> ways() {
        return ways.equals(List.of("all"))
                ? Way.all()
                : ways.stream().map(Way::named).collect(toImmutableList());
    }
}
