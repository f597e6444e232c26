package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Shop;
import io.pulsemetrics.shop.StgOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of a project, command by command, as a user types it. */
class PulseCommandTest {
    private final TestPostgres database =
            Shop.of("(1, 10, 5.50, '2026-03-01 10:00', 'paid')", "(2, 10, 4.50, '2026-03-02', 'paid')");

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database.close();
    }

    private Typed type(String... arguments) {
        return Typed.on(database, arguments);
    }

    private static void isFine(Typed typed) {
        assertThat(typed.err()).isEmpty();
        assertThat(typed.code()).isZero();
    }

    @Test
    void build_run_and_seed_publish_their_part() {
        var build = type("build", "--select", "selector:sales", "--threads", "1");

        isFine(build);
        assertThat(build.out())
                .startsWith("build and audit 2 models as of 2026-03-10T12:00:00Z, target default, 1 thread\n")
                .contains("published 2 relations in one transaction");
        assertThat(type("run", "-s", "stg_orders").out()).startsWith("build and audit 1 model as of");
        assertThat(type("seed").err())
                .isEqualTo("selector: nothing is left to run. Exclude less, or select more. [selector]\n");
        assertThat(type("build", "-s", "state:modified"))
                .isEqualTo(new Typed(0, "Nothing to do: 'state:modified' selects nothing now.\n", ""));
    }

    @Test
    void a_failed_build_ends_with_1_and_retry_does_the_same_nodes_as_of_the_same_instant() {
        database.execute("update shop.orders set status = 'lost' where order_id = 2");

        var build = type("build", "--as-of", "2026-03-05", "--fail-fast", "--threads", "1");

        assertThat(build.code()).isEqualTo(1);
        assertThat(build.out()).contains("  FAILED   staging.stg_orders\n");
        assertThat(type("ls", "-s", "result:fail").out()).isEqualTo("staging.stg_orders\n");
        assertThat(type("history").out()).contains("  failed          2\n").contains("  2026-03-05T23:59:59.999999  ");

        assertThat(build.out())
                .contains("When it is mended, run again: ./shop build --as-of 2026-03-05 --fail-fast --threads 1\n")
                .contains(
                        "and what reads it: ./shop build --as-of 2026-03-05 --fail-fast --threads 1 --select +stg_orders+\n")
                .contains("           SQL: target/pulse/compiled/staging/stg_orders.sql\n");
        type("build", "--empty");
        database.execute("update shop.orders set status = 'paid' where order_id = 2");
        var retry = type("retry");

        isFine(retry);
        assertThat(retry.out())
                .startsWith("retry ")
                .contains(", as of 2026-03-05T23:59:59.999999\n")
                .contains("published 2 relations");
        assertThat(type("retry").out())
                .isEqualTo("Nothing to retry: the last run is published, or there is none that built anything.\n");
    }

    @Test
    void check_asks_what_is_published_and_builds_nothing() {
        type("build");

        var all = type("check");
        isFine(all);
        assertThat(all.out())
                .startsWith("11 checks\n")
                .contains("  PASS staging.stg_orders.order_id_unique\n")
                .endsWith("11 passed, 0 warned, 0 failed, 0 relations with errors\n");

        database.execute("insert into shop.orders values (1, 10, -1, '2026-03-03', 'paid')");
        var failed = type(
                "test",
                "--select",
                "check_type:unique,stg_orders stg_orders.amount_at_least",
                "--target-path",
                directory.toString());

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEqualTo("""
                        2 checks
                          FAIL staging.stg_orders.amount_at_least: 1 violation
                          FAIL staging.stg_orders.order_id_unique: 1 violation
                          FAILED   staging.stg_orders
                                   amount_at_least (range of amount): 1 violation
                                     order_id=1
                                   SQL: %1$s/compiled/staging/stg_orders/amount_at_least.sql
                          FAILED   staging.stg_orders
                                   order_id_unique (unique of order_id): 1 violation
                                     order_id=1, occurrences=2
                                   SQL: %1$s/compiled/staging/stg_orders/order_id_unique.sql
                          ask again what was found: ./shop check --target-path %1$s --select staging.stg_orders.amount_at_least staging.stg_orders.order_id_unique
                        0 passed, 0 warned, 2 failed, 0 relations with errors
                        """.formatted(directory));
        assertThat(type("check", "--select", "staging.stg_orders.order_id_unique")
                        .out())
                .startsWith("1 check\n");
        assertThat(type("sql", "--format", "csv", read("compiled/staging/stg_orders/amount_at_least.sql"))
                        .out())
                .isEqualTo("order_id\n1\n");
        assertThat(type("history").out()).doesNotContain("failed");
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    @Test
    void a_warning_names_a_sample_the_sql_and_what_asks_it_again() {
        var suspicious = InlineModel.define(Layer.tables("marts", "marts"), "suspicious", m -> {
            var o = m.ref(STG_ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            m.check(Check.atLeast(id, 2L).warn());
            return select -> select.from(o);
        });

        var build = Typed.on(
                database,
                () -> Project.of(STG_ORDERS, suspicious),
                "build",
                "--fail-fast",
                "--threads",
                "1",
                "--target-path",
                directory.toString());

        isFine(build);
        assertThat(build.out()).contains("""
                          WARNING  marts.suspicious
                                   order_id_at_least (range of order_id): 1 violation
                                     order_id=1
                                   SQL: %1$s/compiled/marts/suspicious.sql
                          ask again what warned: ./shop check --threads 1 --target-path %1$s --select marts.suspicious.order_id_at_least
                        """.formatted(directory));
        assertThat(directory.resolve("compiled/marts/suspicious.sql")).exists();
    }

    private Typed typeWithSource(String... arguments) {
        var source = Source.of(ORDERS)
                .loadedAt(ORDERS.ORDERED_AT)
                .freshness(Duration.ofDays(5), Duration.ofDays(8))
                .checks(Check.notNull(ORDERS.CUSTOMER_ID));
        return Typed.on(database, () -> Project.of(STG_ORDERS, FCT_DAILY_SALES).with(source), arguments);
    }

    @Test
    void freshness_tells_ages_and_ends_with_1_when_a_source_is_too_old() {
        var path = new String[] {"freshness", "--target-path", directory.toString()};
        assertThat(typeWithSource(path).out()).isEqualTo("""
                          ERROR shop.orders: the newest row is 8 d 12 h old, and may be 8 d
                            newest row: 2026-03-02T00:00:00Z
                          ask again what was found: ./shop freshness --target-path %s --select source:shop.orders
                        """.formatted(directory));
        assertThat(typeWithSource(path).code()).isEqualTo(1);
        database.execute("update shop.orders set ordered_at = '2026-03-04'");
        assertThat(typeWithSource(path)).isEqualTo(new Typed(0, """
                          WARN shop.orders: the newest row is 6 d 12 h old, which is reported after 5 d
                            newest row: 2026-03-04T00:00:00Z
                          ask again what was found: ./shop freshness --target-path %s --select source:shop.orders
                        """.formatted(directory), ""));
        assertThat(typeWithSource("freshness", "--log-format", "json", "--target-path", directory.toString())
                        .out())
                .isEqualTo("{\"source\":\"shop.orders\",\"status\":\"warn\",\"newest\":\"2026-03-04T00:00:00Z\","
                        + "\"age_seconds\":561600,\"looked_at\":\"2026-03-10T12:00:00Z\"}\n");
        assertThat(type("freshness").err())
                .isEqualTo("freshness: no source says how old its newest row may be. Declare it:"
                        + " project.with(Source.of(ORDERS).loadedAt(ORDERS.LOADED_AT).freshness(..)). [selector]\n");
    }

    @Test
    void checks_of_a_source_are_selected_with_it_and_can_come_before_a_build() {
        assertThat(typeWithSource("ls", "-s", "source:shop.orders", "--resource-type", "source,check")
                        .out())
                .isEqualTo("source:shop.orders\norders.customer_id_not_null\n");
        assertThat(typeWithSource("check", "-s", "source:shop").out())
                .startsWith("1 check\n  PASS shop.orders.customer_id_not_null\n");
        assertThat(typeWithSource("check", "-s", "shop.orders.customer_id_not_null")
                        .code())
                .isZero();
        var path = directory.toString();
        assertThat(typeWithSource("build", "--check-sources", "--target-path", path)
                        .out())
                .contains("  source shop.orders  FAILED\n")
                .contains("""
                          FAILED   source shop.orders
                                   the newest row is 8 d 12 h old, and may be 8 d
                                     newest row: 2026-03-02T00:00:00Z
                          SKIPPED  2 models, since shop.orders failed: staging.stg_orders, marts.fct_daily_sales

                        Nothing was published: what was there before is still there, as it was.
                        When it is mended, run again: ./shop build --check-sources --target-path %1$s
                        Only the sources that failed: ./shop freshness --target-path %1$s --select source:shop.orders
                        """.formatted(path));
        database.execute("update shop.orders set ordered_at = '2026-03-04'");
        var warned = typeWithSource("build", "--check-sources", "--target-path", path);
        isFine(warned);
        assertThat(warned.out())
                .contains(
                        "  source shop.orders  1 check; the newest row is 6 d 12 h old, which is reported after 5 d\n")
                .contains("""
                          WARNING  source shop.orders
                                   the newest row is 6 d 12 h old, which is reported after 5 d
                                     newest row: 2026-03-04T00:00:00Z
                          ask again what warned: ./shop freshness --target-path %s --select source:shop.orders
                        """.formatted(path));
        assertThat(typeWithSource("ls", "-s", "source_status:fresher+").out()).isEmpty();
        database.execute("update shop.orders set ordered_at = '2026-03-05'");
        assertThat(typeWithSource("ls", "-s", "source_status:fresher").out()).isEqualTo("source:shop.orders\n");
        database.execute("update shop.orders set ordered_at = '2026-03-10', customer_id = null where order_id = 2");
        assertThat(typeWithSource("build", "--check-sources", "--target-path", path)
                        .out())
                .contains("""
                          FAILED   source shop.orders
                                   customer_id_not_null (not_null of customer_id): 1 violation
                                     customer_id=null
                        """)
                .contains(
                        "\nOnly the sources that failed: ./shop check --target-path %s --select shop.orders.customer_id_not_null\n"
                                .formatted(path));
    }

    @Test
    void ls_lists_without_a_database() {
        assertThat(type("ls"))
                .isEqualTo(new Typed(0, "source:shop.orders\nstaging.stg_orders\nmarts.fct_daily_sales\n", ""));
        assertThat(type("ls", "--resource-type", "source,model", "-s", "+fct_daily_sales", "--exclude", "tag:none")
                        .err())
                .isEqualTo("selector 'tag:none': selects nothing. "
                        + "Leave it out: the project has nothing that tag: could select. [selector]\n");
        assertThat(type("ls", "-s", "check_type:unique").out())
                .isEqualTo("stg_orders.order_id_unique\nfct_daily_sales.day_unique\n");
        assertThat(type("ls", "-s", "stg_orders", "--output", "json").out())
                .isEqualTo(
                        "{\"resource_type\":\"model\",\"name\":\"staging.stg_orders\",\"path\":\"io.pulsemetrics.shop.StgOrders\","
                                + "\"layer\":\"staging\",\"materialized\":\"view\",\"tags\":[],\"depends_on\":[\"shop.orders\"]}\n");
        var wrong = type("ls", "-s", "fct_daily_sale");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualTo("selector 'fct_daily_sale': selects nothing. Did you mean fct_daily_sales. [selector]\n");
    }

    @Test
    void plan_says_why_and_does_nothing() {
        var first = type("plan");
        isFine(first);
        assertThat(first.out())
                .contains("staging.stg_orders     view   new  7       built anew\n")
                .contains("marts.fct_daily_sales  table  new  4       built anew\n")
                .endsWith("2 of 2 relations would be built; 0 left as they are\n");
        assertThat(type("sql", "select to_regclass('marts.fct_daily_sales')").out())
                .contains("NULL");

        type("build");
        database.execute(
                "update pulse_state.nodes set fingerprint = 'other' where relation = 'staging.stg_orders'",
                "insert into pulse_state.queries values ('other', E'select 1\\nfrom \"shop\".\"orders\" as \"o\"')",
                "create view public.report as select * from marts.fct_daily_sales");

        assertThat(type("plan").out())
                .contains("staging.stg_orders     view   changed         7       built anew\n")
                .contains("marts.fct_daily_sales  table  parent changed  4       built anew\n")
                .contains("view public.report would be re-pointed\n")
                .contains(
                        "--- staging.stg_orders as published\n+++ staging.stg_orders as planned\n@@ -1,2 +1,7 @@\n-select 1\n")
                .contains("\n from \"shop\".\"orders\" as \"o\"\n2 of 2 relations would be built");
        assertThat(type("plan", "-s", "stg_orders").out())
                .contains("marts.fct_daily_sales is not built and stays behind staging.stg_orders\n")
                .endsWith("1 of 2 relations would be built; 1 left as they are\n");
        assertThat(type("plan", "--output", "json", "-s", "fct_daily_sales").out())
                .startsWith(
                        "{\"as_of\":\"2026-03-10T12:00\",\"nodes\":[{\"name\":\"marts.fct_daily_sales\",\"kind\":\"table\","
                                + "\"why\":\"parent changed\",\"parents\":[],\"checks\":4,\"anew\":true,\"intervals\":[],\"difference\":[],")
                .endsWith("\"skipped\":[{\"name\":\"staging.stg_orders\",\"behind\":null}],"
                        + "\"dependents\":[\"view public.report would be re-pointed\"],\"breaks\":[]}\n");
    }

    @Test
    void show_prints_rows_of_a_model_that_is_not_built_over_what_is_published() {
        type("build", "--select", "stg_orders");

        var show = type("show", "fct_daily_sales", "--limit", "1", "--format", "csv");

        isFine(show);
        assertThat(show.out()).isEqualTo("day,customers,revenue\n2026-03-01,1,5.50\n");
        assertThat(type("show", "--inline", "select 1 as one", "--format", "csv")
                        .out())
                .isEqualTo("one\n1\n");
        assertThat(type("show").err())
                .isEqualTo("Say which model, or give a query with --inline\nSee ./shop show --help\n");
    }

    @Test
    void compile_writes_sql_and_clean_removes_it_and_nothing_else() throws IOException {
        var target = directory.resolve("pulse");
        Files.createDirectories(target);
        Files.writeString(target.resolve("notes.txt"), "mine");

        var one = type("compile", "-s", "stg_orders", "--target-path", target.toString());

        isFine(one);
        assertThat(one.out())
                .startsWith("select \"o\".\"order_id\" as \"order_id\"")
                .contains("from \"shop\".\"orders\"");
        assertThat(target.resolve("compiled/staging/stg_orders.sql")).hasContent(one.out());
        assertThat(target.resolve("compiled/staging/stg_orders.checks.sql"))
                .content()
                .startsWith("-- order_id_not_null\n")
                .contains("-- order_id_unique\n", "select count(*)", "from \"staging\".\"stg_orders\"")
                .endsWith(";\n");
        assertThat(target.resolve("manifest.json")).content().contains("\"model.shop.stg_orders\"");
        assertThat(type("clean", "--target-path", target.toString()).out())
                .isEqualTo("removed 3 files from " + target + "\n");
        assertThat(target).isDirectoryContaining(file -> file.endsWith("notes.txt"));
    }

    @Test
    void debug_says_what_a_build_needs() {
        var fine = type("debug");
        isFine(fine);
        assertThat(fine.out())
                .contains("project     2 models and seeds, 1 source\n")
                .contains("connection  database of the test\n")
                .contains("server      PostgreSQL ")
                .contains("rights      enough\n")
                .contains("names       free, or replaceable\n")
                .contains("sources     all there\n")
                .contains("lock        target default is free\n")
                .endsWith("A build can begin.\n");

        database.execute("create schema marts", "create sequence marts.fct_daily_sales");
        var blocked = type("debug");
        assertThat(blocked.code()).isEqualTo(4);
        assertThat(blocked.out()).contains("names       1 in the way\n").contains("[cannot-replace]");
    }

    @Test
    void tells_a_run_in_json_or_only_what_went_wrong() {
        var json = type("build", "--log-format", "json", "--threads", "1");

        isFine(json);
        assertThat(json.out().lines())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).startsWith("{\"time\":\"2026-03-10T12:00:00Z\",\"event\":\""));
        assertThat(json.out())
                .contains("\"event\":\"node_finished\",\"node\":\"staging.stg_orders\",\"kind\":\"view\"");
        assertThat(json.out())
                .contains("\"target\":\"default\",\"threads\":1,\"as_of\":\"2026-03-10T12:00\",\"nodes\":2}\n")
                .contains("\"succeeded\":true,\"published\":2,\"seconds\":")
                .contains(
                        "\"critical_path\":[\"staging.stg_orders\",\"marts.fct_daily_sales\"],\"critical_path_seconds\":");
        assertThat(type("build", "--quiet")).isEqualTo(new Typed(0, "", ""));

        database.execute("update shop.orders set status = 'lost'");
        assertThat(type("build", "-q").out())
                .contains("  FAILED   staging.stg_orders\n")
                .doesNotContain("1 of 2");
        assertThat(type("build", "--color", "always").out()).contains("\u001B[31m");
    }

    @Test
    void refuses_what_it_cannot_read_and_says_where_help_is() {
        assertThat(type()).isEqualTo(new Typed(2, "", "Say which command\nSee ./shop --help\n"));
        assertThat(type("biuld").err()).contains("Did you mean: ./shop build").endsWith("See ./shop --help\n");
        assertThat(type("build", "--threads", "0").err())
                .isEqualTo("--threads is at least 1, not 0\nSee ./shop build --help\n");
        assertThat(type("build", "--vars", "margin=3"))
                .isEqualTo(new Typed(
                        2,
                        "",
                        "--vars margin: no model of the project uses such a parameter. "
                                + "Leave it out: the project has no parameters. [parameter]\n"));
        assertThat(type("build", "--data-dir", "elsewhere").err())
                .isEqualTo(
                        "elsewhere: there is no database yet. Make one with ./shop init, or name another with --data-dir"
                                + " or --url. [no-database-yet]\n");
        assertThat(type("--version").out()).isEqualTo("shop 1\n");
        assertThat(type("--help").out()).contains("check, test").contains("Exit codes: 0 all is well");
        assertThat(type("build", "--help").out())
                .startsWith(
                        "Builds models and seeds, audits them and publishes them all at once.\nUsage: ./shop build ")
                .contains("\nExamples:\n  ./shop build   ")
                .contains("  ./shop build --select +dim_users ")
                .contains("\nExit codes: 0 all is well;");
    }

    @Test
    void tells_what_is_wrong_with_a_command_before_anything_connects() {
        refused(
                "build --favor-deferred",
                "--favor-deferred says how --defer reads another target: name that, such as --defer prod");
        refused(
                "build --defer default",
                "--defer default is where --target default publishes: name another target, or leave");
        refused("check -s y:z", "selector 'y:z': uses the unknown method 'y'.");
        refused(
                "plan --select fct_daily_sale",
                "selector 'fct_daily_sale': selects nothing. Did you mean fct_daily_sales.");
        refused("diff --vars margin=3", "--vars margin: no model of the project uses such a parameter.");
        refused("build --empty --keep 1", "--empty only tries models anew and publishes nothing: leave out --keep");
        refused(
                "build --limit 5 --full-refresh",
                "--limit only tries models anew and publishes nothing: leave out --full-refresh");
        refused("build --sample 3d", "--sample: nothing that is selected reads anything with a time.");
        refused("retry --retries -1", "--retries is 0 for never, or more, not -1");
        refused(
                "build --statement-timeout 5",
                "Invalid value for option '--statement-timeout': '5' is no length of time");
        refused("publish --keep 10", "--keep is from 0 to 9, not 10");
        refused("show dim_nobody", "selector 'dim_nobody': selects nothing.");
        refused("freshness", "freshness: no source says how old its newest row may be.");

        assertThat(nowhere("build --retries 3 --statement-timeout 30s").code()).isEqualTo(4);
    }

    @Test
    void says_what_was_probably_meant() {
        refused(
                "run --models stg_orders",
                "Unknown option: '--models'\nDid you mean: --select?\nSee ./shop run --help\n");
        refused("run --selct stg_orders", "Unknown option: '--selct'\nPossible solutions: --select\n");
        refused("run stg_orders", "'stg_orders' is not expected here: say with --select stg_orders what is meant\n");
        refused("debug stg_orders", "'stg_orders' is not expected here\nSee ./shop debug --help\n");
        refused("source freshness", "'source' is no command\nDid you mean: ./shop freshness?\n");
        refused("documentation", "'documentation' is no command\nSee ./shop --help\n");
        refused(
                "build --publish evry",
                "Invalid value for option '--publish': 'evry' is none of whole, passing, each\n");
        refused("ls --output yaml", "Invalid value for option '--output': 'yaml' is none of name, path, json\n");
        refused(
                "--select stg_orders",
                "Unknown option: '--select'\nSay the command before its options\nSee ./shop --help\n");
        refused("build --vars margin", "Value for option '--vars' (NAME=VALUE) should be in ");
        refused("history --limit 0", "--limit is at least 1, not 0\n");
        refused(
                "diff --from target:other",
                "target:other and published are the same relations: name a target that publishes elsewhere\n");
        refused(
                "build --plan nowhere.json",
                "nowhere.json: there is no such file. Save one with plan --out nowhere.json.");
        refused("ls --state nowhere -s state:new", "nowhere/manifest.json: there is no such file.");
    }

    private void refused(String words, String message) {
        var typed = nowhere(words);
        assertThat(typed.err()).startsWith(message);
        assertThat(typed.code()).isEqualTo(2);
    }

    /** Typed with a URL behind which there is no server. */
    private Typed nowhere(String words) {
        return type((words + " --url jdbc:postgresql://localhost:1/shop --user me").split(" ", -1));
    }

    @Test
    void a_statement_may_take_as_long_as_it_is_given() {
        database.execute(
                "alter table shop.orders rename to kept",
                "create view shop.orders as select k.* from shop.kept k, pg_sleep(20)");

        var build = type("build", "--statement-timeout", "1s", "--retries", "0");

        assertThat(build.code()).isEqualTo(1);
        assertThat(build.out()).contains("[statement-cancelled]");
    }

    @Test
    void a_project_that_is_wrong_ends_with_3_and_one_without_a_database_asks_for_it() {
        var wrong =
                Typed.run(PulseCommand.of(() -> Project.of(io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES)), "ls");
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("[outside-project]");

        var nowhere = Typed.run(PulseCommand.of(Project.of(StgOrders.STG_ORDERS)), "build");
        assertThat(nowhere)
                .isEqualTo(
                        new Typed(2, "", "Say which database: give --url, or set PULSE_URL\nSee pulse build --help\n"));
    }
}
