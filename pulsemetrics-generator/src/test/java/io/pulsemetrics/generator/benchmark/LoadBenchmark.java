package io.pulsemetrics.generator.benchmark;

import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.load.Loader;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.rows.RawTable;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.models.RawSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Loads the same files in turns by psql's {@code \copy}, by the loader replacing, by the loader appending to emptied tables, and straight
 * from the scenario; prints the median of each. Arguments: JDBC URL, {@code psql} connection string of the same database, user, number of
 * rounds, number of users. The raw tables of that database are replaced.
 */
final class LoadBenchmark {
    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final String psqlConnection;
    private final SyntheticData data;
    private final Path directory;

    private LoadBenchmark(String url, String psqlConnection, String user, int users) throws IOException {
        dataSource.setURL(url);
        dataSource.setUser(user);
        this.psqlConnection = psqlConnection;
        this.data =
                SyntheticData.of(Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(users));
        this.directory = Files.createTempDirectory("load-benchmark");
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new LoadBenchmark(arguments[0], arguments[1], arguments[2], Integer.parseInt(arguments[4]));
        benchmark.run(Integer.parseInt(arguments[3]));
    }

    private void run(int rounds) throws Exception {
        RawSchema.migrate(dataSource);
        var rows = data.writeTo(directory, Progress.NONE);
        System.out.printf("%,d rows%n", rows.total());
        List<Double> psql = new ArrayList<>();
        List<Double> replacing = new ArrayList<>();
        List<Double> appending = new ArrayList<>();
        List<Double> straight = new ArrayList<>();
        for (var round = 0; round < rounds; round++) {
            psql.add(seconds(this::copyByPsql));
            replacing.add(
                    seconds(() -> new Loader(dataSource, LoadOptions.replacing()).load(CsvDirectory.at(directory))));
            psql("truncate raw.users, raw.sessions, raw.events, raw.subscriptions, raw.payments");
            appending.add(
                    seconds(() -> new Loader(dataSource, LoadOptions.appending()).load(CsvDirectory.at(directory))));
            straight.add(seconds(() -> data.loadInto(dataSource, LoadOptions.replacing())));
        }
        print("psql \\copy", psql, rows.total());
        print("loader, replacing", replacing, rows.total());
        print("loader, appending", appending, rows.total());
        print("straight, generation included", straight, rows.total());
    }

    private static void print(String name, List<Double> seconds, long rows) {
        Collections.sort(seconds);
        var median = seconds.get(seconds.size() / 2);
        System.out.printf("%-30s median %6.2f s %,10.0f rows/s  %s%n", name, median, rows / median, seconds);
    }

    private static double seconds(Callable<?> work) throws Exception {
        var start = System.nanoTime();
        work.call();
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }

    /** As a user would: one transaction that empties the tables and copies the files, then the planner's statistics. */
    private boolean copyByPsql() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        commands.add("truncate raw.users, raw.sessions, raw.events, raw.subscriptions, raw.payments");
        for (var table : RawTable.values()) {
            commands.add("\\copy raw.%s (%s) from '%s' with (format csv, header)"
                    .formatted(table.tableName(), table.header(), directory.resolve(table.fileName())));
        }
        commands.add("analyze raw.users, raw.sessions, raw.events, raw.subscriptions, raw.payments");
        psql(commands.toArray(String[]::new));
        return true;
    }

    private void psql(String... commands) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of("psql", "--quiet", "--single-transaction", "--dbname", psqlConnection));
        Arrays.stream(commands).forEach(command -> line.addAll(List.of("--command", command)));
        var exit = new ProcessBuilder(line).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("psql ended with " + exit);
        }
    }
}
