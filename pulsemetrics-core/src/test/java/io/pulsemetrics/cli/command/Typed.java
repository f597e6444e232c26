package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A command as it was typed: its exit code and what it printed. */
record Typed(int code, String out, String err) {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);

    /** On the shop project, over the database. */
    static Typed on(TestPostgres database, String... arguments) {
        return on(database, () -> Project.of(STG_ORDERS, FCT_DAILY_SALES), arguments);
    }

    /** On another project, over the database. */
    static Typed on(TestPostgres database, Supplier<Project> project, String... arguments) {
        return on(database, project, ImmutableMap.of(), arguments);
    }

    /** On another project, over the database, with these environment variables. */
    static Typed on(
            TestPostgres database,
            Supplier<Project> project,
            ImmutableMap<String, String> environment,
            String... arguments) {
        return run(shop(database.dataSource(), project), environment, arguments);
    }

    /** On another project, over the database, connecting as this role. */
    static Typed onAs(TestPostgres database, String role, Supplier<Project> project, String... arguments) {
        return run(shop(database.dataSource(role), project), ImmutableMap.of(), arguments);
    }

    /** On the shop project, over the database, with these environment variables. */
    static Typed on(TestPostgres database, ImmutableMap<String, String> environment, String... arguments) {
        return run(shop(database.dataSource(), () -> Project.of(STG_ORDERS, FCT_DAILY_SALES)), environment, arguments);
    }

    private static PulseCommand shop(DataSource source, Supplier<Project> project) {
        return PulseCommand.of(project)
                .launchedBy("./shop")
                .withVersion("shop 1")
                .withSelector("sales", Selector.name("fct_*").withAncestors())
                .withLocalDatabase(() -> local(source));
    }

    static Typed run(PulseCommand command, String... arguments) {
        return run(command, ImmutableMap.of(), arguments);
    }

    static Typed run(PulseCommand command, ImmutableMap<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = command.commandLine(new Surroundings(environment, false, CLOCK, Interruption.none()), arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Typed(code, out.toString(), err.toString());
    }

    private static LocalDatabase local(DataSource source) {
        return new LocalDatabase() {
            @Override
            public Path defaultDirectory() {
                return Path.of("shop");
            }

            @Override
            public String howToMake() {
                return "./shop init";
            }

            @Override
            public boolean isReady(Path directory) {
                return directory.equals(defaultDirectory());
            }

            @Override
            public Database open(Path directory) {
                return new Database(source, "database of the test", () -> {});
            }
        };
    }
}
