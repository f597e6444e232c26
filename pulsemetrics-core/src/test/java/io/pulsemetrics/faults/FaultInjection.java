package io.pulsemetrics.faults;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Table;
import com.google.common.collect.TreeBasedTable;
import io.pulsemetrics.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Kills the runner of a project with every materialization (SIGKILL or SIGTERM), freezes it for some seconds (SIGSTOP), or ends its server
 * processes ({@code pg_terminate_backend}), at random points, half of them in the publish, while readers query all of it through tables, views,
 * nested views of others, prepared statements and COPY. No statement may see a mix of versions, an error or a missing relation, and the run
 * after a fault must succeed without repair.
 *
 * <p>Arguments: points (200), seed (1). Ends with 1 if a reader saw something wrong or waited over 500 ms.
 */
public final class FaultInjection {
    private static final double LONGEST_WAIT = 500;

    /** Names views before what they read: the order in which a publish locks. */
    private static final String EVERYTHING =
            "select min(version), max(version), count(*) from (select version from public.nested"
                    + " union all select version from marts.v_facts union all select version from marts.m_facts"
                    + " union all select version from marts.t_facts union all select version from marts.of_merged"
                    + " union all select version from marts.merged union all select version from marts.replaced"
                    + " union all select version from marts.by_day union all select max(version) from marts.appended) x";

    private static final ImmutableList<String> STATE = ImmutableList.of(
            "select 'schema ' || nspname from pg_namespace where nspname like '%\\_\\_build' or nspname like '%\\_\\_old'",
            "select 'session ' || application_name from pg_stat_activity where application_name like 'pulsemetrics:%' and datname ="
                    + " current_database()",
            "select 'lock of ' || l.pid from pg_locks l join pg_database d on d.oid = l.database where locktype = 'advisory' and"
                    + " d.datname = current_database()",
            "select 'run ' || run_id from pulse_state.runs where status = 'running'",
            "select 'twice ' || id || ' ' || version from marts.appended group by id, version having count(*) > 1",
            "select 'current twice ' || id from history.versions where valid_to is null group by id having count(*) > 1");

    /** What is done at a point. */
    enum Fault {
        KILL_RUNNER,
        INTERRUPT_RUNNER,
        FREEZE_RUNNER,
        END_PUBLISHER,
        END_A_WORKER,
        END_ALL
    }

    /** Where a run was when it was hit. */
    enum Place {
        BUILD,
        PUBLISH
    }

    private final TestPostgres database;
    private final DSLContext sql;
    private final Random random;
    private final Table<Place, Fault, Integer> faults = TreeBasedTable.create();
    private final List<String> problems = new ArrayList<>();
    private RunnerProcess runner;

    private FaultInjection(TestPostgres database, long seed) throws IOException, SQLException {
        this.database = database;
        this.random = new Random(seed);
        this.sql = DSL.using(database.dataSource().getConnection(), SQLDialect.POSTGRES);
        database.execute(
                "create schema raw",
                "create table raw.facts as select i as id, 0::bigint as version, timestamp '2026-01-01' + i * interval '30 minutes' as"
                        + " happened_at, timestamp '2026-01-05' as loaded_at from generate_series(1::bigint, %d) i"
                                .formatted(Facts.ROWS));
        this.runner = new RunnerProcess(database.url());
    }

    /** What the readers saw, and what else was wrong; empty if all is well. */
    record Report(
            ImmutableTable<Place, Fault, Integer> faults,
            ImmutableList<Reader.Seen> readers,
            ImmutableList<String> problems) {
        double longestWait() {
            return readers.stream().mapToDouble(Reader.Seen::longest).max().orElse(0);
        }

        long statements() {
            return readers.stream().mapToLong(Reader.Seen::statements).sum();
        }

        long wrong(Reader.Wrong wrong) {
            return readers.stream().filter(seen -> seen.wrong() == wrong).count();
        }
    }

    /** Injects faults at random points, and prints what came of it. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        int points = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        var report = inject(points, seed);
        for (var place : Place.values()) {
            System.out.printf("%-8s %s%n", place, report.faults().row(place));
        }
        report.readers()
                .forEach(seen -> System.out.printf(
                        Locale.ROOT,
                        "%-28s %,9d statements, the longest %.0f ms%s%n",
                        seen.name(),
                        seen.statements(),
                        seen.longest(),
                        seen.wrong() == null ? "" : ", WRONG: " + seen.detail()));
        System.out.printf(
                Locale.ROOT,
                "%d points, %,d statements: %d mixes, %d errors, %d missing relations, the longest wait %.0f ms%n",
                report.faults().values().stream().mapToInt(Integer::intValue).sum(),
                report.statements(),
                report.wrong(Reader.Wrong.MIX),
                report.wrong(Reader.Wrong.ERROR),
                report.wrong(Reader.Wrong.MISSING_RELATION),
                report.longestWait());
        report.problems().forEach(System.out::println);
        System.exit(report.problems().isEmpty() && report.longestWait() <= LONGEST_WAIT ? 0 : 1);
    }

    static Report inject(int points, long seed) throws Exception {
        try (var database = TestPostgres.database()) {
            return new FaultInjection(database, seed).run(points);
        }
    }

    private Report run(int points) throws Exception {
        int position = runner.await(0, line -> line.startsWith("ok"));
        database.execute(
                "create view public.direct as select version, id from marts.t_facts",
                "create view public.nested as select version from public.direct where id > 0");
        List<Reader> readers = new ArrayList<>();
        try {
            read(readers);
            for (int point = 0; point < points; point++) {
                position = injectOne(position, point % 2 == 0);
                readers.stream()
                        .map(Reader::seen)
                        .filter(seen -> seen.wrong() != null)
                        .forEach(seen -> problems.add(seen.name() + ": " + seen.detail()));
                if (!problems.isEmpty()) {
                    break;
                }
            }
            runner.stop();
            lookForRemains();
        } catch (IllegalStateException e) { // what was seen so far counts
            problems.add(e.getMessage());
        } finally {
            runner.kill();
            for (var reader : readers) {
                reader.stop();
            }
        }
        return new Report(
                ImmutableTable.copyOf(faults),
                readers.stream().map(Reader::seen).collect(ImmutableList.toImmutableList()),
                ImmutableList.copyOf(problems));
    }

    private void read(List<Reader> readers) {
        long all = 8L * Facts.ROWS + 1;
        var table = "select min(version), max(version), count(*) from ";
        readers.add(
                new Reader("nothing that is published", database.dataSource(), Reader.Way.QUERY, 1, "select 1, 1, 1"));
        readers.add(new Reader("everything", database.dataSource(), Reader.Way.QUERY, all, EVERYTHING));
        readers.add(new Reader("everything, prepared", database.dataSource(), Reader.Way.PREPARED, all, EVERYTHING));
        readers.add(new Reader("table", database.dataSource(), Reader.Way.QUERY, Facts.ROWS, table + "marts.t_facts"));
        readers.add(new Reader(
                "nested view of others", database.dataSource(), Reader.Way.QUERY, Facts.ROWS, table + "public.nested"));
        readers.add(new Reader(
                "merged, prepared", database.dataSource(), Reader.Way.PREPARED, Facts.ROWS, table + "marts.merged"));
        readers.add(new Reader(
                "copy of a table", database.dataSource(), Reader.Way.COPY, Facts.ROWS, "copy marts.t_facts to stdout"));
        readers.add(new Reader(
                "copy of an incremental",
                database.dataSource(),
                Reader.Way.COPY,
                Facts.ROWS,
                "copy marts.replaced to stdout"));
        readers.add(new Reader(
                "current versions",
                database.dataSource(),
                Reader.Way.QUERY,
                Facts.ROWS,
                table + "history.versions where valid_to is null"));
    }

    /** @return how much the runner had said when it had recovered */
    private int injectOne(int position, boolean publish) throws IOException, InterruptedException {
        int begun = runner.await(position, line -> line.equals("begin"));
        if (publish) {
            runner.await(begun, line -> line.equals("publishing"));
            Thread.sleep(random.nextInt(80));
        } else {
            Thread.sleep(random.nextInt(1_500));
        }
        var fault = Fault.values()[random.nextInt(Fault.values().length)];
        faults.row(publish ? Place.PUBLISH : Place.BUILD).merge(fault, 1, Integer::sum);
        int excused = inject(fault);
        int next = runner.await(excused, line -> line.equals("begin"));
        int ended = runner.await(next, line -> line.startsWith("ok") || line.startsWith("failed"));
        if (runner.said(ended - 1).startsWith("failed")) {
            problems.add("the run after %s: %s".formatted(fault, runner.said(ended - 1)));
        }
        return ended;
    }

    /** @return how much the runner had said when it was over: a run that has begun by then may fail */
    private int inject(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case KILL_RUNNER -> {
                runner.kill();
                runner = new RunnerProcess(database.url());
                return 0;
            }
            case INTERRUPT_RUNNER -> {
                runner.interrupt();
                runner = new RunnerProcess(database.url());
                return 0;
            }
            case FREEZE_RUNNER -> runner.freeze(Duration.ofMillis(1_000 + random.nextInt(3_000)));
            case END_PUBLISHER -> end("like 'pulsemetrics:%:publisher'");
            case END_A_WORKER -> end("like 'pulsemetrics:%:worker' limit 1");
            case END_ALL -> end("like 'pulsemetrics:%'");
        }
        Thread.sleep(200);
        return runner.position();
    }

    private void end(String which) {
        sql.fetch(
                "select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database() and"
                        + " application_name " + which + ") x");
    }

    private void lookForRemains() throws InterruptedException {
        Thread.sleep(1_000); // sessions of the runner end a moment after it
        STATE.forEach(
                query -> sql.fetch(query).getValues(0, String.class).forEach(left -> problems.add("left: " + left)));
    }
}
