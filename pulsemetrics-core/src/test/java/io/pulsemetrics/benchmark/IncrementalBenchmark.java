package io.pulsemetrics.benchmark;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.Changes.CHANGES;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What an incremental run costs beside a full refresh: a model with a row for each event, merged by key. Measured are runs with 1 % new
 * events, runs for which the same events were loaded again, and runs for which events of all ages were changed. The source has an index
 * on its loaded-at time. Prints the median of each.
 *
 * <p>Arguments: events (5000000), repetitions (5).
 */
public final class IncrementalBenchmark {
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final TestPostgres database;
    private final ModelRunner runner;
    private final int events;
    private final int repetitions;
    private int loads;

    private IncrementalBenchmark(TestPostgres database, int events, int repetitions) {
        this.database = database;
        this.runner = ModelRunner.of(Project.of(model()), database.dataSource());
        this.events = events;
        this.repetitions = repetitions;
    }

    /** Prints seconds and ratios. */
    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
        int repetitions = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        try (var database = TestPostgres.database()) {
            new IncrementalBenchmark(database, events, repetitions).measure();
        }
    }

    private static InlineModel model() {
        return InlineModel.define(Layer.tables("marts", "marts"), "fct_changes", m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var id = m.column("id", c.ID).primaryKey();
            m.column("k", c.K).notNull();
            m.column("v", c.V).atLeast(0L);
            m.column("happened_at", c.HAPPENED_AT);
            m.config(config -> config.materialized(Materialization.merge(id)));
            return select -> select.from(c);
        });
    }

    private void measure() {
        database.execute(
                "create schema shop",
                "create unlogged table shop.changes as select i as id, i % 1000 as k, i % 97 as v,"
                        + " timestamp '2026-01-01' as happened_at, "
                        + "timestamp '2026-01-01' as loaded_at, false as gone from generate_series(1::bigint, %d) i"
                                .formatted(events),
                "create index on shop.changes (loaded_at)",
                "vacuum analyze shop.changes");
        increment();
        double full = median(repetition -> run(RunOptions.defaults().withFullRefresh()));
        System.out.printf(Locale.ROOT, "full refresh of %,d rows: %.2f s%n", events, full);
        compare(full, "1 % new", repetition -> load(events + step() * repetition + " + i", 1));
        compare(full, "the same 1 % loaded again", repetition -> load(events + " + i", 1));
        compare(full, "1 % of all ages changed", repetition -> load("i * 100", repetition));
    }

    private int step() {
        return events / 100;
    }

    private void compare(double full, String what, IntConsumer load) {
        double seconds = median(repetition -> {
            load.accept(repetition);
            return increment();
        });
        System.out.printf(
                Locale.ROOT, "%s: %.2f s, %.1f %% of the full refresh%n", what, seconds, 100 * seconds / full);
    }

    private double median(IntToDoubleFunction measured) {
        return IntStream.range(0, repetitions).mapToDouble(measured).sorted().toArray()[repetitions / 2];
    }

    private void load(String id, int value) {
        database.execute(
                "insert into shop.changes select %s, i %% 1000, %d, '2026-01-01', '%s', false from generate_series(1, %d) i"
                        .formatted(id, value, START.plusHours(loads).plusMinutes(1), step()));
    }

    private double increment() {
        loads++;
        return run(RunOptions.defaults());
    }

    private double run(RunOptions options) {
        var stopwatch = Stopwatch.createStarted();
        var asOf = START.plusHours(loads).toInstant(ZoneOffset.UTC);
        var result = runner.with(options.withAsOf(asOf)).run(all());
        if (!result.succeeded()) {
            throw new IllegalStateException(result.failures().toString());
        }
        return stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
    }
}
