package io.pulsemetrics.benchmark;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.Changes.CHANGES;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What an incremental run costs beside a full refresh: a model with a row for each event, merged by key, before and after 1 % new
 * events, and once more with nothing new but the same rows loaded again. The source has an index on its loaded-at time.
 *
 * <p>Argument: events (5000000).
 */
public final class IncrementalBenchmark {
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);

    private IncrementalBenchmark() {}

    /** Prints seconds and ratios. */
    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
        var model = InlineModel.define(Layer.tables("marts", "marts"), "fct_changes", m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var id = m.column("id", c.ID).primaryKey();
            m.column("k", c.K).notNull();
            m.column("v", c.V).atLeast(0L);
            m.column("happened_at", c.HAPPENED_AT);
            m.config(config -> config.materialized(Materialization.merge(id))
                    .stored(TableProperties.none().index(Index.on(id).makingUnique())));
            return select -> select.from(c);
        });
        try (var database = TestPostgres.database()) {
            database.execute(
                    "create schema shop",
                    "create table shop.changes as select i as id, i % 1000 as k, i % 97 as v, timestamp '2026-01-01' as happened_at,"
                            + " timestamp '2026-01-01' + i * interval '1 second' as loaded_at, false as gone"
                            + " from generate_series(1::bigint, %d) i".formatted(events),
                    "create index on shop.changes (loaded_at)",
                    "vacuum analyze shop.changes");
            var runner = ModelRunner.of(Project.of(model), database.dataSource());
            run(runner, START.plusSeconds(1));
            double full = run(
                    runner,
                    START.plusSeconds(events + 1L),
                    RunOptions.defaults().withFullRefresh());
            insert(database, "i", events, events / 100, events);
            double increment = run(runner, START.plusSeconds(events * 2L));
            insert(database, "i - %d".formatted(events / 100), events, events / 100, events * 2);
            double unchanged = run(runner, START.plusSeconds(events * 4L));
            System.out.printf(Locale.ROOT, "full refresh of %,d rows: %.2f s%n", events, full);
            System.out.printf(
                    Locale.ROOT,
                    "incremental run, 1 %% new: %.2f s, %.1f %% of the full refresh%n",
                    increment,
                    100 * increment / full);
            System.out.printf(Locale.ROOT, "the same 1 %% loaded again: %.2f s%n", unchanged);
        }
    }

    private static void insert(TestPostgres database, String id, int from, int rows, int seconds) {
        database.execute(
                "insert into shop.changes select %s, i %% 1000, 1, timestamp '2026-01-01', timestamp '2026-01-01'"
                                .formatted(id)
                        + " + (%d + i - %d) * interval '1 second', false from generate_series(%d::bigint, %d) i"
                                .formatted(seconds + 2, from, from + 1, from + rows));
    }

    private static double run(ModelRunner runner, LocalDateTime asOf) {
        return run(runner, asOf, RunOptions.defaults());
    }

    private static double run(ModelRunner runner, LocalDateTime asOf, RunOptions options) {
        var stopwatch = Stopwatch.createStarted();
        var result =
                runner.with(options.withAsOf(asOf.toInstant(ZoneOffset.UTC))).run(all());
        if (!result.succeeded()) {
            throw new IllegalStateException(result.failures().toString());
        }
        return stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
    }
}
