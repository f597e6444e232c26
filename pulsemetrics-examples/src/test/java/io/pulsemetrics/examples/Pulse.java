package io.pulsemetrics.examples;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.cli.command.Interruption;
import io.pulsemetrics.cli.command.Surroundings;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.examples.command.PulseMetricsCommands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A command that was run in this JVM: its exit code and what it printed. */
record Pulse(int code, String out, String err) {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    static Pulse run(String... arguments) {
        return run(ImmutableMap.of(), arguments);
    }

    /** A command on the database of a test. */
    static Pulse onServer(TestDatabase db, String command, String... more) {
        var arguments = new ArrayList<>(
                List.of(command, "--url", db.url(), "--user", db.server().user()));
        arguments.addAll(List.of(more));
        var password = ((PGSimpleDataSource) db.dataSource()).getPassword();
        return run(
                password == null ? ImmutableMap.of() : ImmutableMap.of("PGPASSWORD", password),
                arguments.toArray(String[]::new));
    }

    static Pulse run(ImmutableMap<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = PulseMetricsCommands.command()
                .commandLine(surroundings(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Pulse(code, out.toString(), err.toString());
    }

    /** What a command takes from outside. */
    static Surroundings surroundings(ImmutableMap<String, String> environment) {
        return new Surroundings(environment, false, CLOCK, Interruption.none());
    }
}
