package io.pulsemetrics.benchmark;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.RunOptions;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a run takes that finds nothing to do: {@link SyntheticProject} without classes over empty tables is built once, storey by storey,
 * so that no transaction needs more locks than a server has; then runs follow that build only what has changed, which is nothing. Prints the
 * seconds of the building, and of each run that follows those of the assembly and of the run.
 *
 * <p>Arguments: models (10000), rounds (5).
 */
public final class NoOpBenchmark {
    private final TestPostgres database;
    private final int models;

    private NoOpBenchmark(TestPostgres database, int models) {
        this.database = database;
        this.models = models;
    }

    /** Prints seconds. */
    public static void main(String[] args) {
        int models = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        try (var database = TestPostgres.database()) {
            var benchmark = new NoOpBenchmark(database, models);
            benchmark.build();
            for (int round = 0; round < rounds; round++) {
                benchmark.round();
            }
        }
    }

    private void build() {
        database.execute("create schema raw");
        for (var table : RawTable.TABLES) {
            database.execute(
                    "create table raw.%s (id bigint, label text, amount numeric(12, 2), day date, events bigint)"
                            .formatted(table.getName()));
        }
        var stopwatch = Stopwatch.createStarted();
        var runner = ModelRunner.of(project(), database.dataSource()).with(RunOptions.defaults());
        for (int storey = 0; storey * SyntheticProject.WIDTH < models; storey++) {
            if (!runner.run(select("layer:storey_" + storey)).succeeded()) {
                throw new IllegalStateException("storey %d could not be built".formatted(storey));
            }
        }
        System.out.printf(Locale.ROOT, "%,d models built in %.1f s%n", models, seconds(stopwatch));
    }

    private void round() {
        var stopwatch = Stopwatch.createStarted();
        var project = project();
        double assembled = seconds(stopwatch);
        var result = ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults().withChangedOnly())
                .run(all());
        System.out.printf(
                Locale.ROOT,
                "assembled in %.2f s, nothing to do found in %.2f s%n",
                assembled,
                seconds(stopwatch) - assembled);
        if (result.nodes().values().stream().anyMatch(node -> node.status() != NodeStatus.UNCHANGED)) {
            throw new IllegalStateException("something was built");
        }
    }

    private Project project() {
        return Project.of(SyntheticProject.withoutClasses(models));
    }

    private static double seconds(Stopwatch stopwatch) {
        return stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
    }
}
