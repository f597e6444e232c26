package io.pulsemetrics.examples.command;

import com.google.common.base.Stopwatch;
import com.google.common.base.Strings;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.rows.RowCounts;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prints what is done step by step, each with what came of it and its time. */
final class Steps {
    private static final int NAME_WIDTH = 22;
    private static final int OUTCOME_WIDTH = 36;
    private static final long MILLISECONDS_BETWEEN = 100;

    private final Terminal terminal;

    Steps(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does a step and prints a line of it: its name, what {@code told} makes of its result, its time. */
    <T> T step(String name, Supplier<T> work, Function<T, String> told) {
        terminal.status(name + " ..");
        var stopwatch = Stopwatch.createStarted();
        try {
            var result = work.get();
            terminal.clearStatus();
            terminal.println(Strings.padEnd(name, NAME_WIDTH, ' ')
                    + Strings.padEnd(told.apply(result), OUTCOME_WIDTH, ' ')
                    + Strings.padStart(Show.time(stopwatch.elapsed()), 10, ' '));
            return result;
        } finally {
            terminal.clearStatus();
        }
    }

    /** A step that moves rows: told in the live line while it lasts, and by table at its end. */
    RowCounts rows(String name, Function<Progress, RowCounts> work) {
        var rows = step(name, () -> work.apply(progress(name)), counts -> Show.rows(counts.total()));
        terminal.println("  " + byTable(rows));
        return rows;
    }

    private Progress progress(String name) {
        var sinceShown = Stopwatch.createStarted();
        var counts = new RowCounts[] {RowCounts.NONE};
        return (table, rows) -> {
            counts[0] = counts[0].plus(table, rows - counts[0].of(table));
            if (sinceShown.elapsed(TimeUnit.MILLISECONDS) >= MILLISECONDS_BETWEEN) {
                sinceShown.reset().start();
                terminal.status("%s: %s".formatted(name, byTable(counts[0])));
            }
        };
    }

    private static String byTable(RowCounts rows) {
        return "users %s, sessions %s, events %s, subscriptions %s, payments %s"
                .formatted(
                        Show.number(rows.users()),
                        Show.number(rows.sessions()),
                        Show.number(rows.events()),
                        Show.number(rows.subscriptions()),
                        Show.number(rows.payments()));
    }
}
