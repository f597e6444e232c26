package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.Changes.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.project.Project;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws of docs/materializations.md over random histories of a source: after any sequence of runs the table is what one look at the
 * source gives. As many histories for each law as {@code -Dpulse.laws.histories} says.
 */
class LawsTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final LocalDateTime BEGINNING = LocalDateTime.of(2026, 3, 1, 0, 0);

    private static TestPostgres database;
    private static DSLContext sql;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
        database.execute(
                "create schema shop",
                "create table shop.changes (id bigint, k bigint, v bigint, happened_at timestamp, loaded_at timestamp, gone boolean)");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("pulse.laws.histories", 1));
    }

    /** A random history: between two runs the source changes. */
    private static final class History {
        final Random random;
        final Duration late;
        LocalDateTime now = BEGINNING;
        LocalDateTime lastRun = BEGINNING;
        long nextId = 1;

        History(long seed, Duration late) {
            this.random = new Random(seed);
            this.late = late;
            database.execute("drop schema if exists marts cascade", "truncate shop.changes");
        }

        /** Runs the model four times, each after some changes and some time, and once more at the end with nothing changed. */
        void unfold(InlineModel model, Runnable change, BiConsumer<LocalDateTime, Integer> afterRun) {
            for (int i = 0; i < 4; i++) {
                now = now.plusMinutes(random.nextInt(1, 3_000));
                int changes = random.nextInt(12);
                for (int c = 0; c < changes; c++) {
                    change.run();
                }
                run(model);
                afterRun.accept(now, i);
                lastRun = now;
            }
            run(model);
            afterRun.accept(now, 4);
        }

        private void run(InlineModel model) {
            var result = ModelRunner.of(Project.of(model), database.dataSource())
                    .with(RunOptions.defaults().withThreads(1).withAsOf(now.toInstant(ZoneOffset.UTC)))
                    .run(all());
            assertThat(result.failures()).isEmpty();
        }

        /** Some time that no run has settled, before now. */
        LocalDateTime time() {
            var earliest = lastRun.minus(late);
            long minutes = Duration.between(earliest, now).toMinutes();
            return earliest.plusMinutes(random.nextLong(minutes));
        }

        @Nullable
        Long key() {
            return random.nextInt(6) == 0 ? null : (long) random.nextInt(5);
        }

        void insert(@Nullable Long key, LocalDateTime happened, LocalDateTime loaded, boolean gone) {
            sql.insertInto(CHANGES)
                    .values(nextId++, key, random.nextLong(100), happened, loaded, gone)
                    .execute();
        }
    }

    private static void same(String expected, String table) {
        var query =
                "select count(*) from ((table expected except all table actual) union all (table actual except all table expected)) d";
        var differences = sql.fetchSingle("with expected as (%s), actual as (%s) %s".formatted(expected, table, query))
                .get(0, Long.class);
        assertThat(differences)
                .as(() -> "expected %s%nactual %s"
                        .formatted(
                                sql.fetch(expected).format(), sql.fetch(table).format()))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void intervals_equal_a_full_refresh_whatever_comes_late_twice_changed_or_deleted(long seed) {
        var history = new History(seed, Duration.ofHours(new Random(seed).nextInt(48)));
        var grain = history.random.nextBoolean() ? Grain.DAY : Grain.HOUR;
        var model = InlineModel.define(MARTS, "by_interval", m -> {
            var c = m.source(CHANGES, "c", t -> t.HAPPENED_AT);
            var start = DSL.function("date_trunc", SQLDataType.LOCALDATETIME, DSL.inline(grain.name()), c.HAPPENED_AT);
            var time = m.column("starts_at", start);
            m.column("k", c.K);
            m.column("changes", countLarge());
            m.column("total", sum(c.V));
            m.config(config -> config.materialized(
                    Materialization.interval(time, grain).lookback(history.late).batch(history.random.nextInt(1, 60))));
            return select -> select.from(c).groupBy(start, c.K);
        });
        history.unfold(
                model,
                () -> {
                    var time = history.time();
                    switch (history.random.nextInt(5)) {
                        case 0 ->
                            sql.deleteFrom(CHANGES)
                                    .where(CHANGES.HAPPENED_AT.ge(time))
                                    .execute();
                        case 1 ->
                            sql.update(CHANGES)
                                    .set(CHANGES.V, 1_000L)
                                    .where(CHANGES.HAPPENED_AT.ge(time))
                                    .execute();
                        case 2 -> {
                            var key = history.key();
                            history.insert(key, time, history.now, false);
                            history.insert(key, time, history.now, false);
                        }
                        default -> history.insert(history.key(), time, history.now, false);
                    }
                },
                (asOf, i) -> same(
                        "select date_trunc('%s', happened_at) as t, k, count(*) as n, sum(v) as s from shop.changes where happened_at < '%s' group by 1, 2"
                                .formatted(grain, grain.ceiling(asOf)),
                        "select starts_at, k, changes, total from marts.by_interval"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_merge_equals_a_full_refresh_with_late_and_repeated_versions_and_a_deletion_marker(long seed) {
        var history = new History(seed, Duration.ofHours(new Random(seed).nextInt(48)));
        boolean marked = history.random.nextBoolean();
        var model = InlineModel.define(MARTS, "merged", m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var key = m.column("k", c.K);
            m.column("id", c.ID);
            m.column("v", c.V);
            var gone = m.column("gone", c.GONE);
            var merge = Materialization.merge(key).lookback(history.late);
            m.config(config -> config.materialized(marked ? merge.deletedWhere(gone) : merge));
            return select -> select.distinctOn(c.K).from(c).orderBy(c.K, c.LOADED_AT.desc(), c.ID.desc());
        });
        history.unfold(
                model,
                () -> history.insert(history.key(), history.now, history.time(), history.random.nextInt(3) == 0),
                (asOf, i) -> same(
                        "select k, id, v, gone from (select distinct on (k) * from shop.changes where loaded_at < '%s' order by k, loaded_at desc, id desc) x%s"
                                .formatted(asOf, marked ? " where not gone" : ""),
                        "select k, id, v, gone from marts.merged"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void delete_and_insert_equals_a_full_refresh_when_a_changed_key_is_loaded_whole(long seed) {
        var history = new History(seed, Duration.ofHours(new Random(seed).nextInt(48)));
        var model = InlineModel.define(MARTS, "replaced", m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var key = m.column("k", c.K);
            m.column("id", c.ID);
            m.column("v", c.V);
            m.config(config ->
                    config.materialized(Materialization.deleteInsert(key).lookback(history.late)));
            return select -> select.from(c);
        });
        history.unfold(
                model,
                () -> {
                    var key = history.key();
                    var loaded = history.time();
                    sql.deleteFrom(CHANGES)
                            .where(CHANGES.K.isNotDistinctFrom(key), CHANGES.V.lt(30L))
                            .execute();
                    history.insert(key, history.now, loaded, false);
                    history.insert(key, history.now, loaded, false);
                    sql.update(CHANGES)
                            .set(CHANGES.LOADED_AT, loaded)
                            .set(CHANGES.V, CHANGES.V.plus(1))
                            .where(CHANGES.K.isNotDistinctFrom(key))
                            .execute();
                },
                (asOf, i) -> same(
                        "select k, id, v from shop.changes where loaded_at < '%s'".formatted(asOf),
                        "select k, id, v from marts.replaced"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void append_adds_every_source_row_once(long seed) {
        var history = new History(seed, Duration.ofHours(new Random(seed).nextInt(48)));
        var model = InlineModel.define(MARTS, "appended", m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            m.column("k", c.K);
            m.column("v", c.V);
            m.config(config -> config.materialized(Materialization.append().lag(history.late)));
            return select -> select.from(c);
        });
        history.unfold(
                model,
                () -> history.insert(history.key(), history.now, history.time(), false),
                (asOf, i) -> same(
                        "select k, v from shop.changes where loaded_at < '%s'".formatted(asOf.minus(history.late)),
                        "select k, v from marts.appended"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_snapshot_has_every_version_that_a_run_saw_with_the_time_in_which_it_held(long seed) {
        var history = new History(seed, Duration.ZERO);
        var model = InlineModel.define(MARTS, "versions", m -> {
            var c = m.source(CHANGES, "c");
            var key = m.column("k", c.K);
            m.column("v", max(c.V));
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> config.materialized(Materialization.snapshot(from, to, key)));
            return select -> select.from(c).groupBy(c.K);
        });
        var current = new TreeMap<String, String>();
        List<String> ended = new ArrayList<>();
        history.unfold(
                model,
                () -> {
                    var key = history.key();
                    if (history.random.nextInt(3) == 0) {
                        sql.deleteFrom(CHANGES)
                                .where(CHANGES.K.isNotDistinctFrom(key))
                                .execute();
                    } else {
                        history.insert(key, history.now, history.now, false);
                    }
                },
                (asOf, i) -> {
                    var now = new TreeMap<String, String>();
                    sql.fetch("select coalesce(k::text, 'null'), max(v)::text from shop.changes group by k")
                            .forEach(row -> now.put(row.get(0, String.class), row.get(1, String.class)));
                    Map.copyOf(current).forEach((key, version) -> {
                        if (!version.startsWith(now.get(key) + " ")) {
                            ended.add(key + " " + current.remove(key) + " " + asOf);
                        }
                    });
                    now.forEach((key, value) -> current.putIfAbsent(key, value + " " + asOf));
                    var expected = new ArrayList<>(ended);
                    current.forEach((key, version) -> expected.add(key + " " + version + " -"));
                    assertThat(sql.fetch(
                                            "select coalesce(k::text, 'null'), v, valid_from, valid_to from marts.versions")
                                    .map(row -> "%s %s %s %s"
                                            .formatted(
                                                    row.get(0),
                                                    row.get(1),
                                                    row.get(2, LocalDateTime.class),
                                                    row.get(3) == null ? "-" : row.get(3, LocalDateTime.class))))
                            .containsExactlyInAnyOrderElementsOf(expected);
                });
    }
}
