package io.pulsemetrics.examples;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the demo with SIGKILL at random moments, migration, load, build and publish included, and looks at what is published
 * after each: always one run's whole output. {@code -Dpulse.kills} says how often; the profile {@code long-runs} 30 times.
 */
class KilledDemoTest {
    /** One row: how far each table is, and figures that two tables of one run share. Empty where nothing is published. */
    private static final String WHOLE = """
            select (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname in ('staging', 'analytics') and c.relkind in ('r', 'v')) as relations,
                r.as_of::date as as_of,
                (select max(date) from analytics.fct_daily_metrics) as daily,
                (select max(signup_date + days_since_signup) from analytics.dim_users) as users,
                (select max(date_part('year', date)) from analytics.dim_date) = date_part('year', r.as_of) as years,
                (select sum(new_signups) from analytics.fct_daily_metrics) = (select count(*) from analytics.dim_users) as signups,
                (select sum(events) from analytics.fct_daily_metrics) = (select count(*) from analytics.fct_events) as events,
                (select mrr_end from analytics.fct_monthly_metrics order by month desc limit 1)
                    = (select mrr from analytics.fct_daily_metrics order by date desc limit 1) as mrr
            from pulse_state.runs r where r.status = 'published' order by r.ended_at desc limit 1
            """;

    private final Random random = new Random(20261122);

    @TempDir
    private Path directory;

    @Test
    void whatever_is_killed_the_published_state_is_whole_and_the_next_run_needs_no_repair() throws Exception {
        var started = System.nanoTime();
        assertThat(demo(0).waitFor()).isZero();
        long whole = (System.nanoTime() - started) / 1_000_000;
        assertWhole();

        for (int i = 1; i <= Integer.getInteger("pulse.kills", 2); i++) {
            var demo = demo(i);
            if (!demo.waitFor(random.nextLong(whole), MILLISECONDS)) {
                demo.destroyForcibly();
                assertThat(demo.waitFor(1, MINUTES)).isTrue();
            }
            assertWhole();
        }

        assertThat(demo(0).waitFor()).isZero();
        assertWhole();
        assertThat(
                        sql(
                                "select nspname from pg_namespace where nspname like '%\\_\\_build' or nspname like '%\\_\\_old'"))
                .isEqualTo("nspname\n");
        assertThat(sql("select count(*) from pulse_state.runs where status = 'running'"))
                .isEqualTo("count\n0\n");
    }

    /** In a JVM of its own; each run ends on another day, so that two runs cannot be taken for one. */
    private Process demo(int run) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PulseMetrics.class.getName(),
                "demo",
                "--users",
                "200",
                "--end-date",
                "2026-06-%02d".formatted(1 + run % 28),
                "--data-dir",
                directory.resolve("data").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "demo-" + run + ".log"))
                .start();
    }

    private void assertWhole() {
        var row = sql(WHOLE).lines().toList().getLast().split(",", -1);

        assertThat(row[0]).isEqualTo("23");
        assertThat(row[2]).isEqualTo(row[1]);
        assertThat(row[3]).isEqualTo(row[1]);
        assertThat(row).endsWith("true", "true", "true", "true");
    }

    private String sql(String query) {
        var result = Pulse.run("sql", "--data-dir", directory.resolve("data").toString(), "--format", "csv", query);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out();
    }
}
