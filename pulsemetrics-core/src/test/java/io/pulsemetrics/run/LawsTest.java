package io.pulsemetrics.run;

import static io.pulsemetrics.shop.Changes.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.sum;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.project.Project;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws of docs/materializations.md over random histories of a source: after any sequence of runs the table is what one look at the
 * source gives. {@code -Dpulse.laws.histories} says how many histories there are of each law. Ten of each go through the same runs side by
 * side, each with a source and a table of its own, and each skips some of the runs.
 */
class LawsTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final LocalDateTime BEGINNING = LocalDateTime.of(2026, 3, 1, 0, 0);
    private static final LocalDateTime LONG_BEFORE = BEGINNING.minusDays(3);
    private static final int SIDE_BY_SIDE = 10;
    private static final int RUNS = 5;

    private static TestPostgres database;
    private static DSLContext sql;

    private final List<Law> laws = new ArrayList<>();

    @BeforeAll
    static void open() throws SQLException {
        database = TestPostgres.database();
        sql = DSL.using(database.dataSource().getConnection(), SQLDialect.POSTGRES);
        database.execute(
                "create schema shop",
                "create table shop.changes (id bigint, k bigint, v bigint, happened_at timestamp, loaded_at timestamp, gone boolean, history int)");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    static LongStream batches() {
        return LongStream.rangeClosed(
                1, Math.ceilDiv(Integer.getInteger("pulse.laws.histories", SIDE_BY_SIDE), SIDE_BY_SIDE));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void any_sequence_of_runs_equals_one_look_at_the_source(long batch) {
        database.execute("drop schema if exists marts cascade", "truncate shop.changes");
        begin(batch);
        var project = Project.of(laws.stream().map(Law::model).toArray(InlineModel[]::new));
        var random = new Random(batch);
        var now = BEGINNING;
        for (int run = 1; run <= RUNS; run++) {
            now = now.plusMinutes(run == RUNS ? 0 : random.nextInt(1, 3_000)); // nothing changes before the last
            var part = ImmutableSet.copyOf(takingPart(run, now));
            run(project, part, now, random.nextBoolean());
            for (var law : part) {
                verify(
                        law,
                        now,
                        "%s: history %d of batch %d, run %d"
                                .formatted(law.promise(), law.history().number, batch, run));
            }
        }
    }

    private void begin(long batch) {
        laws.clear();
        int number = 0;
        for (var law : ImmutableList.<Function<History, Law>>of(
                LawsTest::intervals, LawsTest::merge, LawsTest::deleteInsert, LawsTest::append, LawsTest::snapshot)) {
            for (int i = 0; i < SIDE_BY_SIDE; i++) {
                var history = new History(sql, number++, batch * 1_000 + number, BEGINNING);
                laws.add(law.apply(history));
            }
        }
    }

    /** Changes the sources of all laws, and says which are to be in the next run: in the last one all. */
    private List<Law> takingPart(int run, LocalDateTime now) {
        List<Law> part = new ArrayList<>();
        for (var law : laws) {
            var history = law.history();
            history.now = now;
            int changes = run == RUNS ? 0 : history.random.nextInt(12);
            for (int i = 0; i < changes; i++) {
                law.change().run();
            }
            if (run == RUNS || history.random.nextInt(4) > 0) {
                part.add(law);
            }
        }
        return part;
    }

    private static void run(Project project, ImmutableSet<Law> part, LocalDateTime now, boolean oneThread) {
        var nodes = part.stream()
                .map(law -> project.find(law.model().relationName()).orElseThrow())
                .collect(ImmutableSet.toImmutableSet());
        var result = ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults().withThreads(oneThread ? 1 : 2).withAsOf(now.toInstant(ZoneOffset.UTC)))
                .run(nodes);
        assertThat(result.failures()).isEmpty();
    }

    private void verify(Law law, LocalDateTime now, String where) {
        try {
            law.verify().accept(now);
        } catch (AssertionError e) {
            throw new AssertionError(where, e);
        }
        law.history().lastRun = now;
    }

    private static Law intervals(History history) {
        var grain = history.random.nextBoolean() ? Grain.DAY : Grain.HOUR;
        int batch = history.random.nextInt(10, 60);
        boolean begins = history.number % 2 == 0; // then the first build is in batches, too
        var name = "by_interval_" + history.number;
        var model = InlineModel.define(MARTS, name, m -> {
            var c = m.source(CHANGES, "c", t -> t.HAPPENED_AT);
            var start = DSL.function("date_trunc", SQLDataType.LOCALDATETIME, DSL.inline(grain.name()), c.HAPPENED_AT);
            var time = m.column("starts_at", start);
            m.column("k", c.K);
            m.column("changes", countLarge());
            m.column("total", sum(c.V));
            var interval =
                    Materialization.interval(time, grain).lookback(history.late).batch(batch);
            m.config(config -> config.materialized(begins ? interval.beginningAt(LONG_BEFORE) : interval));
            return select -> select.from(c).where(c.HISTORY.eq(history.number)).groupBy(start, c.K);
        });
        return new Law(
                history,
                "intervals equal a full refresh whatever comes late, twice, changed or deleted",
                model,
                () -> {
                    var time = history.time();
                    var since = history.mine().and(CHANGES.HAPPENED_AT.ge(time));
                    switch (history.random.nextInt(5)) {
                        case 0 -> sql.deleteFrom(CHANGES).where(since).execute();
                        case 1 ->
                            sql.update(CHANGES)
                                    .set(CHANGES.V, 1_000L)
                                    .where(since)
                                    .execute();
                        case 2 -> {
                            var key = history.key();
                            history.insert(key, time, history.now, false);
                            history.insert(key, time, history.now, false);
                        }
                        default -> history.insert(history.key(), time, history.now, false);
                    }
                },
                asOf -> history.same(
                        name,
                        "select date_trunc('%s', happened_at) as t, k, count(*) as n, sum(v) as s from shop.changes where history = %d and happened_at < '%s' group by 1, 2"
                                .formatted(grain, history.number, grain.ceiling(asOf))));
    }

    private static Law merge(History history) {
        boolean marked = history.random.nextBoolean();
        var name = "merged_" + history.number;
        var model = InlineModel.define(MARTS, name, m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var key = m.column("k", c.K);
            m.column("id", c.ID);
            m.column("v", c.V);
            var gone = m.column("gone", c.GONE);
            var merge = Materialization.merge(key).lookback(history.late);
            m.config(config -> config.materialized(marked ? merge.deletedWhere(gone) : merge));
            return select -> select.distinctOn(c.K)
                    .from(c)
                    .where(c.HISTORY.eq(history.number))
                    .orderBy(c.K, c.LOADED_AT.desc(), c.ID.desc());
        });
        return new Law(
                history,
                "a merge equals a full refresh with late and repeated versions and a deletion marker",
                model,
                () -> history.insert(history.key(), history.now, history.time(), history.random.nextInt(3) == 0),
                asOf -> history.same(
                        name,
                        "select k, id, v, gone from (select distinct on (k) * from shop.changes where history = %d and loaded_at < '%s' order by k, loaded_at desc, id desc) x%s"
                                .formatted(history.number, asOf, marked ? " where not gone" : "")));
    }

    private static Law deleteInsert(History history) {
        var name = "replaced_" + history.number;
        var model = InlineModel.define(MARTS, name, m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            var key = m.column("k", c.K);
            m.column("id", c.ID);
            m.column("v", c.V);
            m.config(config ->
                    config.materialized(Materialization.deleteInsert(key).lookback(history.late)));
            return select -> select.from(c).where(c.HISTORY.eq(history.number));
        });
        return new Law(
                history,
                "delete and insert equals a full refresh when a changed key is loaded whole",
                model,
                () -> {
                    var key = history.key();
                    var loaded = history.time();
                    var ofKey = history.mine().and(CHANGES.K.isNotDistinctFrom(key));
                    sql.deleteFrom(CHANGES).where(ofKey, CHANGES.V.lt(30L)).execute();
                    history.insert(key, history.now, loaded, false);
                    history.insert(key, history.now, loaded, false);
                    sql.update(CHANGES)
                            .set(CHANGES.LOADED_AT, loaded)
                            .set(CHANGES.V, CHANGES.V.plus(1))
                            .where(ofKey)
                            .execute();
                },
                asOf -> history.same(
                        name,
                        "select k, id, v from shop.changes where history = %d and loaded_at < '%s'"
                                .formatted(history.number, asOf)));
    }

    private static Law append(History history) {
        var name = "appended_" + history.number;
        var model = InlineModel.define(MARTS, name, m -> {
            var c = m.source(CHANGES, "c", t -> t.LOADED_AT);
            m.column("k", c.K);
            m.column("v", c.V);
            m.config(config -> config.materialized(Materialization.append().lag(history.late)));
            return select -> select.from(c).where(c.HISTORY.eq(history.number));
        });
        return new Law(
                history,
                "append adds every source row once",
                model,
                () -> history.insert(history.key(), history.now, history.time(), false),
                asOf -> history.same(
                        name,
                        "select k, v from shop.changes where history = %d and loaded_at < '%s'"
                                .formatted(history.number, asOf.minus(history.late))));
    }

    private static Law snapshot(History history) {
        var name = "versions_" + history.number;
        var model = InlineModel.define(MARTS, name, m -> {
            var c = m.source(CHANGES, "c");
            var key = m.column("k", c.K);
            m.column("v", max(c.V));
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> config.materialized(Materialization.snapshot(from, to, key)));
            return select -> select.from(c).where(c.HISTORY.eq(history.number)).groupBy(c.K);
        });
        var seen = new SeenVersions();
        return new Law(
                history,
                "a snapshot has every version that a run saw, with the time in which it held",
                model,
                () -> {
                    var key = history.key();
                    if (history.random.nextInt(3) == 0) {
                        sql.deleteFrom(CHANGES)
                                .where(history.mine(), CHANGES.K.isNotDistinctFrom(key))
                                .execute();
                    } else {
                        history.insert(key, history.now, history.now, false);
                    }
                },
                asOf -> assertThat(sql.fetch(
                                        "select coalesce(k::text, 'null'), v, valid_from, valid_to from marts." + name)
                                .map(row -> "%s %s %s %s"
                                        .formatted(
                                                row.get(0),
                                                row.get(1),
                                                row.get(2, LocalDateTime.class),
                                                row.get(3) == null ? "-" : row.get(3, LocalDateTime.class))))
                        .containsExactlyInAnyOrderElementsOf(seen.after(history, asOf)));
    }

    /** The versions of rows as the runs so far saw them. */
    private static final class SeenVersions {
        private final Map<String, String> current = new TreeMap<>();
        private final List<String> ended = new ArrayList<>();

        List<String> after(History history, LocalDateTime asOf) {
            var now = new TreeMap<String, String>();
            sql.select(DSL.coalesce(CHANGES.K.cast(String.class), "null"), max(CHANGES.V))
                    .from(CHANGES)
                    .where(history.mine())
                    .groupBy(CHANGES.K)
                    .forEach(row -> now.put(row.value1(), row.value2().toString()));
            Map.copyOf(current).forEach((key, version) -> {
                if (!version.startsWith(now.get(key) + " ")) {
                    ended.add(key + " " + current.remove(key) + " " + asOf);
                }
            });
            now.forEach((key, value) -> current.putIfAbsent(key, value + " " + asOf));
            var all = new ArrayList<>(ended);
            current.forEach((key, version) -> all.add(key + " " + version + " -"));
            return all;
        }
    }
}
