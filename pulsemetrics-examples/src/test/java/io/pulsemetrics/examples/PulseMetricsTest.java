package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application, command by command, as a user types it. */
class PulseMetricsTest {
    private static final String MIGRATIONS = "classpath:db/migration";

    @TempDir
    Path directory;

    @Test
    void demo_shows_steps_and_figures_and_keeps_its_database_for_sql_and_build() {
        var data = directory.resolve("data").toString();

        var demo =
                Pulse.run("demo", "--users", "200", "--end-date", "2026-10-31", "--data-dir", data, "--threads", "2");

        assertThat(demo.err()).isEmpty();
        assertThat(demo.code()).isZero();
        assertThat(demo.out())
                .startsWith("200 users, seed 42, 2024-11-01 to 2026-10-31\n")
                .contains("migrate schema raw    5 tables")
                .containsPattern(
                        "  users 200, sessions [0-9,]+, events [0-9,]+, subscriptions [0-9,]+, payments [0-9,]+\n")
                .contains("as of 2026-10-31T23:59:59.999999Z\n")
                .containsPattern(
                        "\n  12 of 23  (staging|analytics)\\.[a-z_]+ +(view |table) +[0-9,]+ rows +[0-9.]+ s( +1 warning)?\n")
                .containsPattern("\n  published 23 relations in one transaction, [0-9.]+ s after the start\n")
                .containsPattern("\nday +DAU  WAU  MAU  stickiness\n")
                .containsPattern("\n2026-10-18 .*\n(2026-10-.*\n){12}2026-10-31 .*\n\nMRR by month, USD\n")
                .containsPattern("\n2026-10 so far ")
                .containsPattern("\n2026-10 +\\d+ +100\\*\n")
                .contains("./pulse sql --data-dir " + data + " \"select ");

        var sql = Pulse.run(
                "sql",
                "--data-dir",
                data,
                "select count(*) as days, max(date) as last, null as nothing, 'é' as text from analytics.fct_daily_metrics");

        assertThat(sql.err()).isEmpty();
        assertThat(sql.code()).isZero();
        assertThat(sql.out()).matches("""
                days  last        nothing  text
                ----  ----------  -------  ----
                 \\d\\d\\d  2026-10-31  NULL     é
                \\(1 row\\)
                """);

        var build = Pulse.run(
                "build", "--data-dir", data, "--select", "dim_users", "fct_events", "--exclude", "fct_events");

        assertThat(build.err()).isEmpty();
        assertThat(build.code()).isZero();
        assertThat(build.out())
                .startsWith("build and audit 1 model as of 2026-10-31T23:59:59.999999Z, target default, ")
                .contains("  1 of 1  analytics.dim_users  table");

        var refresh = Pulse.run("refresh", "--users", "50", "--end-date", "2026-10-30", "--data-dir", data);

        assertThat(refresh.err()).isEmpty();
        assertThat(refresh.code()).isZero();
        assertThat(refresh.out())
                .contains("  users 50, sessions ")
                .contains("published 23 relations in one transaction")
                .doesNotContain("MRR by month");
    }

    @Test
    @PostgresTest
    void demo_on_a_server_after_files_were_generated_and_loaded_there(TestDatabase db) {
        var csv = directory.resolve("csv").toString();

        var generate = Pulse.run("generate", "--users", "50", "--seed", "3", "--end-date", "2026-10-31", "--out", csv);

        assertThat(generate.err()).isEmpty();
        assertThat(generate.code()).isZero();
        assertThat(generate.out()).endsWith("Load them with ./pulse load --from " + csv + "\n");

        var load = Pulse.onServer(db, "load", "--from", csv);

        assertThat(load.err()).isEmpty();
        assertThat(load.code()).isZero();
        assertThat(load.out())
                .contains("  users 50, ")
                .endsWith("Build the models over them with ./pulse build --url %s --user %s\n"
                        .formatted(db.url(), db.server().user()));
        assertThat(Pulse.onServer(db, "load", "--append", "--from", csv).out()).contains("append from files");
        assertThat(Pulse.onServer(db, "sql", "--format", "csv", "select count(*) from raw.users")
                        .out())
                .isEqualTo("count\n100\n");
    }

    @Test
    @PostgresTest
    void generate_without_files_replaces_what_is_in_the_database(TestDatabase db) {
        for (int i = 0; i < 2; i++) {
            var generate = Pulse.onServer(db, "generate", "--users", "50", "--seed", "3", "--end-date", "2026-10-31");

            assertThat(generate.err()).isEmpty();
            assertThat(generate.code()).isZero();
            assertThat(generate.out())
                    .startsWith("generate and load")
                    .endsWith("Build the models over them with ./pulse build --url %s --user %s\n"
                            .formatted(db.url(), db.server().user()));
        }
        assertThat(Pulse.onServer(db, "sql", "--format", "csv", "select count(*) from raw.users")
                        .out())
                .isEqualTo("count\n50\n");
    }

    @Test
    @PostgresTest
    void generate_into_files_refuses_a_database(TestDatabase db) {
        var generate =
                Pulse.onServer(db, "generate", "--out", directory.resolve("csv").toString());

        assertThat(generate.err()).startsWith("--out needs no database: leave out --url, --user and --data-dir\n");
        assertThat(generate.code()).isEqualTo(2);
    }

    @Test
    @PostgresTest(migrations = MIGRATIONS, historySchema = "raw")
    void build_of_an_empty_warehouse_publishes_empty_models(TestDatabase db) {
        var build = Pulse.onServer(db, "build");

        assertThat(build.err()).isEmpty();
        assertThat(build.code()).isZero();
        assertThat(build.out()).startsWith("build and audit 23 models as of 2026-11-22T10:00:00Z, target default, ");
    }

    @Test
    @PostgresTest(migrations = MIGRATIONS, historySchema = "raw")
    void build_ends_with_1_when_a_check_fails_and_tells_why_and_what_to_type(TestDatabase db) {
        db.sql()
                .execute(
                        "insert into raw.payments (payment_id, invoice_id, subscription_id, user_id, amount, currency, status,"
                                + " attempt_number, payment_date, created_at, updated_at)"
                                + " values (1, 1, 1, 1, 10, 'EUR', 'succeeded', 1, '2026-01-05', '2026-01-05', '2026-01-05')");

        var build = Pulse.onServer(db, "build", "--as-of", "2026-01-31");

        assertThat(build.code()).isEqualTo(1);
        assertThat(build.out())
                .contains("  FAILED   staging.stg_payments\n")
                .contains("  currency_accepted_values (accepted_values of currency): 1 violation\n")
                .contains("             payment_id=1\n")
                .containsPattern("\n  SKIPPED  [0-9]+ models, since staging.stg_payments failed: analytics\\.")
                .contains("\nNothing was published: what was there before is still there, as it was.\n")
                .contains("\nWhen it is mended, run again: ./pulse build --url " + db.url());
    }

    @Test
    @PostgresTest(migrations = MIGRATIONS, historySchema = "raw")
    void build_refuses_a_selector_that_selects_nothing(TestDatabase db) {
        var build = Pulse.onServer(db, "build", "--select", "dim_user");

        assertThat(build.err()).isEqualTo("selector 'dim_user': selects nothing. Did you mean dim_users. [selector]\n");
        assertThat(build.code()).isEqualTo(2);
    }

    @Test
    @PostgresTest
    void build_without_loaded_tables_says_how_to_load(TestDatabase db) {
        var build = Pulse.onServer(db, "build");

        assertThat(build.err())
                .isEqualTo("schema raw: its tables do not exist in this database. Load data with ./pulse demo"
                        + " or ./pulse load. [missing-relation]\n");
        assertThat(build.code()).isEqualTo(4);
    }

    @Test
    @PostgresTest(migrations = MIGRATIONS, historySchema = "raw")
    void build_says_who_holds_the_target(TestDatabase db, Connection other) {
        DSL.using(other, SQLDialect.POSTGRES)
                .fetch("select pg_advisory_lock(hashtextextended('pulsemetrics:default', 0))");

        var build = Pulse.onServer(db, "build");

        assertThat(build.err())
                .startsWith("default: another run holds the target: session ")
                .endsWith(". [target-locked]\n");
        assertThat(build.code()).isEqualTo(5);
    }

    @Test
    @PostgresTest
    void sql_prints_rows_as_csv_and_json(TestDatabase db) {
        var rows = "select 1 as n, 1.50 as d, null as nothing, '' as empty, 'a \"b\", c' as text, true as yes,"
                + " '{\"k\":[1]}'::jsonb as j, 'NaN'::float8 as nan";

        assertThat(Pulse.onServer(db, "sql", "--format", "csv", rows).out()).isEqualTo("""
                        n,d,nothing,empty,text,yes,j,nan
                        1,1.50,,"","a ""b"", c",true,"{""k"": [1]}",NaN
                        """);
        assertThat(Pulse.onServer(db, "sql", "--format", "json", rows).out())
                .isEqualTo(
                        "[\n{\"n\":1,\"d\":1.50,\"nothing\":null,\"empty\":\"\",\"text\":\"a \\\"b\\\", c\",\"yes\":true,"
                                + "\"j\":{\"k\": [1]},\"nan\":\"NaN\"}\n]\n");
        assertThat(Pulse.onServer(db, "sql", "--format", "json", "select 1 where false")
                        .out())
                .isEqualTo("[]\n");
    }

    @Test
    @PostgresTest
    void sql_does_not_write_unless_it_is_told_to(TestDatabase db) {
        var refused = Pulse.onServer(db, "sql", "create table t (x int)");

        assertThat(refused.err())
                .isEqualTo(
                        "sql: cannot execute CREATE TABLE in a read-only transaction. Give --write if it shall write."
                                + " [statement-failed]\n");
        assertThat(refused.code()).isEqualTo(4);

        var written = Pulse.onServer(db, "sql", "--write", "create table t (x int); insert into t values (1), (2)");

        assertThat(written.code()).isZero();
        assertThat(written.err()).endsWith("2 rows affected\n");
        assertThat(db.sql().fetchCount(db.sql().selectFrom("t"))).isEqualTo(2);
    }

    @Test
    @PostgresTest
    void sql_passes_on_what_postgresql_says(TestDatabase db) {
        var sql = Pulse.onServer(db, "sql", "select dau from (select 1 as daus) x");

        assertThat(sql.err())
                .isEqualTo("sql: column \"dau\" does not exist, at: dau from (select 1 as daus) x."
                        + " Perhaps you meant to reference the column \"x.daus\". [statement-failed]\n");
        assertThat(sql.out()).isEmpty();
        assertThat(sql.code()).isEqualTo(4);
    }

    @Test
    void tells_a_wrong_password_a_missing_database_and_a_server_that_is_down_apart() throws IOException {
        var data = directory.resolve("server");
        try (var server = PostgresServer.embedded(data)) {
            var admin = DSL.using(server.dataSource("postgres"), SQLDialect.POSTGRES);
            admin.execute("create role locked_out login password 'right'");
            var rules = data.resolve("data/pg_hba.conf");
            Files.writeString(rules, "host all locked_out all scram-sha-256\n" + Files.readString(rules));
            admin.fetch("select pg_reload_conf()");
            var url = server.url("postgres");

            var wrong = Pulse.run(
                    ImmutableMap.of("PGPASSWORD", "s3cret"), "sql", "--url", url, "--user", "locked_out", "select 1");

            assertThat(wrong.err())
                    .startsWith(url + " as locked_out: no connection: FATAL: password authentication failed for user"
                            + " \"locked_out\". Look whether --user is right, and set PGPASSWORD")
                    .doesNotContain("s3cret");
            assertThat(wrong.code()).isEqualTo(4);

            var missing = Pulse.run("build", "--url", server.url("nowhere"), "--user", server.user());

            assertThat(missing.err())
                    .isEqualTo(server.url("nowhere") + " as postgres: no connection: FATAL: database"
                            + " \"nowhere\" does not exist. Create it with CREATE DATABASE, or name another in --url."
                            + " [connection-failed]\n");
            assertThat(missing.code()).isEqualTo(4);
        }
        var down = Pulse.run("sql", "--url", "jdbc:postgresql://localhost:1/db", "--user", "u", "select 1");

        assertThat(down.err())
                .startsWith("jdbc:postgresql://localhost:1/db as u: no connection: Connection to localhost:1 refused.")
                .contains("Look whether the server runs and whether host and port are right. [connection-failed]");
        assertThat(down.code()).isEqualTo(4);
    }

    @Test
    void refuses_a_url_with_a_password_without_repeating_it() {
        for (var url : new String[] {
            "jdbc:postgresql://h/db?password=s3cret",
            "jdbc:postgresql://u:s3cret@h/db",
            "jdbc:postgresql://h/db?x=1&PASSWORD=s3cret"
        }) {
            var sql = Pulse.run("sql", "--url", url, "--user", "u", "select 1");

            assertThat(sql.err())
                    .isEqualTo("--url: it holds a password or a user. Take it out; give --user, and set PGPASSWORD"
                            + " in the environment or use ~/.pgpass. [url-invalid]\n");
            assertThat(sql.code()).isEqualTo(2);
        }
    }

    @Test
    void refuses_what_it_cannot_read_and_says_where_help_is() {
        assertThat(Pulse.run()).isEqualTo(new Pulse(2, "", "Say which command\nSee ./pulse --help\n"));
        assertThat(Pulse.run("demo", "--users", "many").err())
                .isEqualTo("Invalid value for option '--users': 'many' is not an int\nSee ./pulse demo --help\n");
        assertThat(Pulse.run("demo", "--end-date", "June").err()).isEqualTo("""
                        Invalid value for option '--end-date': 'June' is not a day such as 2026-06-30
                        See ./pulse demo --help
                        """);
        assertThat(Pulse.run("demo", "--threads", "0").err())
                .isEqualTo("--threads is at least 1, not 0\nSee ./pulse demo --help\n");
        assertThat(Pulse.run("build", "--user", "u").err())
                .isEqualTo("--user goes with --url\nSee ./pulse build --help\n");
        assertThat(Pulse.run("sql").code()).isEqualTo(2);
        var none = Pulse.run("demo", "--users", "0");
        assertThat(none.err())
                .isEqualTo(
                        "scenario: the number of users is 0. Choose a number from 1 to 50,000,000. [scenario-invalid]\n");
        assertThat(none.code()).isEqualTo(2);
    }

    @Test
    void says_how_to_make_a_database_where_there_is_none() {
        var nowhere = directory.resolve("nowhere");

        var sql = Pulse.run("sql", "--data-dir", nowhere.toString(), "select 1");

        assertThat(sql.err())
                .isEqualTo(nowhere
                        + ": there is no database yet. Make one with ./pulse demo, or name another with --data-dir"
                        + " or --url. [no-database-yet]\n");
        assertThat(sql.code()).isEqualTo(2);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void refuses_a_data_directory_that_is_a_file_or_holds_other_things() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "x");
        var foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "Dear ..");

        assertThat(Pulse.run("demo", "--data-dir", file.toString()))
                .satisfies(demo -> assertThat(demo.err()).endsWith("[data-directory-invalid]\n"))
                .extracting(Pulse::code)
                .isEqualTo(2);
        assertThat(Pulse.run("demo", "--data-dir", foreign.toString()))
                .satisfies(demo -> assertThat(demo.err()).endsWith("[data-directory-invalid]\n"))
                .extracting(Pulse::code)
                .isEqualTo(2);
        assertThat(foreign.resolve("letter.txt")).hasContent("Dear ..");
    }

    @Test
    @PostgresTest
    void load_refuses_a_directory_without_files(TestDatabase db) {
        var load = Pulse.onServer(
                db, "load", "--from", directory.resolve("nothing").toString());

        assertThat(load.err()).contains("users.csv").contains("[csv-missing]");
        assertThat(load.code()).isEqualTo(2);
    }

    @Test
    void help_teaches_and_version_tells() {
        assertThat(Pulse.run("--help"))
                .satisfies(help -> assertThat(help.out())
                        .contains("Usage: ./pulse ")
                        .contains("./pulse demo ")
                        .contains("Exit codes: 0 all is well"))
                .extracting(Pulse::code)
                .isEqualTo(0);
        assertThat(Pulse.run("demo", "--help").out())
                .contains("--end-date=D", "default: 10000")
                .contains("\nExamples:\n  ./pulse demo   ");
        assertThat(Pulse.run("--version").out()).startsWith("PulseMetrics ");
    }
}
