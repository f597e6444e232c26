package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.shop.EveryKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published, put back, compared, or only tried. */
class PublishingCommandsTest {
    private final TestPostgres database = TestPostgres.database();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid'), (2, 10, 4.50, '2026-03-02', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Typed type(String... arguments) {
        return Typed.on(database, arguments);
    }

    private String revenue() {
        return type("sql", "select sum(revenue) from marts.fct_daily_sales", "--format", "csv")
                .out();
    }

    @Test
    void rollback_puts_back_what_a_run_kept() {
        type("build", "--keep", "1");
        database.execute("insert into shop.orders values (3, 11, 90, '2026-03-03', 'paid')");
        type("build", "--keep", "1");
        assertThat(revenue()).isEqualTo("sum\n100.00\n");

        var rollback = type("rollback");

        assertThat(rollback.err()).isEmpty();
        assertThat(rollback.out())
                .contains("  marts.fct_daily_sales\n")
                .contains("put back 2 relations in one transaction, ");
        assertThat(revenue()).isEqualTo("sum\n10.00\n");
        var again = type("rollback");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("[nothing-kept]");
        assertThat(type("build", "--keep", "10").err())
                .isEqualTo("--keep is from 0 to 9, not 10\nSee ./shop build --help\n");
    }

    @Test
    void publish_publishes_a_build_that_had_to_wait() {
        assertThat(type("publish").err())
                .isEqualTo(
                        "target default: no audited build waits to be published. Run the models. [nothing-to-publish]\n");
        database.execute(
                "create schema marts",
                "create table marts.fct_daily_sales (day date, customers integer, revenue numeric)",
                "create view public.report as select customers from marts.fct_daily_sales");
        var build = type("build");
        assertThat(build.code()).isEqualTo(4);
        assertThat(build.err()).contains("[view-cannot-follow]");
        assertThat(type("diff", "-s", "fct_daily_sales", "--to", "build").out()).isEqualTo("""
                        marts.fct_daily_sales: published 0 rows, build 2 rows
                          ~ column customers from integer to bigint
                          rows: 0 removed, 2 added, 0 changed
                          added  day=2026-03-01
                          added  day=2026-03-02
                        """);

        database.execute("drop view public.report");
        var publish = type("publish");

        assertThat(publish.err()).isEmpty();
        assertThat(publish.out())
                .startsWith(
                        "  staging.stg_orders\n  marts.fct_daily_sales\npublished 2 relations in one transaction, ");
        assertThat(revenue()).isEqualTo("sum\n10.00\n");
    }

    @Test
    void diff_says_which_rows_and_columns_differ() {
        type("build", "--keep", "1");
        assertThat(type("diff", "--exit-code"))
                .isEqualTo(new Typed(
                        0, "staging.stg_orders: the same, 2 rows\nmarts.fct_daily_sales: the same, 2 rows\n", ""));

        database.execute(
                "insert into shop.orders values (3, 11, 90, '2026-03-03', 'paid')",
                "update shop.orders set amount = 7.50 where order_id = 1",
                "delete from shop.orders where order_id = 2");
        var computed = type("diff", "-s", "fct_daily_sales", "--exit-code");
        assertThat(computed.out()).isEqualTo("""
                marts.fct_daily_sales: published 2 rows, computed 2 rows
                  rows: 1 removed, 1 added, 1 changed
                  revenue differs in 1 row
                  changed  day=2026-03-01
                  removed  day=2026-03-02
                  added  day=2026-03-03
                """);
        assertThat(computed.code()).isEqualTo(1);

        type("build", "--keep", "1");
        database.execute("alter table marts__kept1.fct_daily_sales drop column customers");
        assertThat(type("diff", "-s", "fct_daily_sales", "--from", "kept", "--to", "published")
                        .out())
                .startsWith("marts.fct_daily_sales: kept 2 rows, published 2 rows\n  + column customers bigint\n");
        assertThat(type("diff", "-s", "fct_daily_sales", "--log-format", "json", "--samples", "0")
                        .out())
                .startsWith(
                        "{\"name\":\"marts.fct_daily_sales\",\"from\":\"published\",\"to\":\"computed\",\"same\":true,");

        var missing = type("diff", "-s", "fct_daily_sales", "--from", "kept:2");
        assertThat(missing.code()).isEqualTo(4);
        assertThat(missing.err())
                .isEqualTo(
                        "marts.fct_daily_sales: there is nothing of it to compare with as kept:2: "
                                + "marts__kept2.fct_daily_sales does not exist. Let runs keep what they replace: --keep 1. [missing-relation]\n");
        assertThat(type("diff", "--from", "yesterday").err())
                .contains("'yesterday' is none of published, computed, build, kept, kept:N, target:NAME, prefix:TEXT");
    }

    @Test
    void a_run_that_only_tries_publishes_nothing() {
        var empty = type("build", "--empty", "--threads", "1");

        assertThat(empty.code()).isZero();
        assertThat(empty.out())
                .startsWith("try 2 models on no rows as of ")
                .contains("nothing is published: the models were only tried\n");
        assertThat(type("sql", "select to_regclass('marts.fct_daily_sales'), to_regnamespace('marts__build')")
                        .out())
                .contains("NULL", "NULL");
        assertThat(type("history").out()).contains("  tried  ");

        database.execute("update shop.orders set amount = -1");
        assertThat(type("build", "--empty").code()).isZero();
        var limited = type("build", "--limit", "1");
        assertThat(limited.code()).isEqualTo(1);
        assertThat(limited.out())
                .startsWith("try 2 models on at most 1 row of what they read as of ")
                .contains("  FAILED   staging.stg_orders\n")
                .contains("amount_at_least (range of amount): 1 violation\n");
        assertThat(type("ls", "-s", "state:new").out()).contains("stg_orders");
        assertThat(type("retry").out()).startsWith("Nothing to retry");

        assertThat(type("build", "--empty", "--limit", "3").err())
                .isEqualTo(
                        "Give one of --empty, --limit and --sample: each says what is read\nSee ./shop build --help\n");
        assertThat(type("build", "--sample", "soon").err())
                .contains("'soon' is no length of time such as 30s, 30m, 12h, 3d or 2w");
        assertThat(type("build", "--sample", "3d").err())
                .isEqualTo(
                        "--sample: nothing that is selected reads anything with a time. Use --limit, or declare the time: "
                                + "source(EVENTS, \"e\", t -> t.AT). [selector]\n");
    }

    @Test
    void publishes_what_passed_if_told_to() {
        database.execute("update shop.orders set status = 'lost'");

        var passing = type("build", "--publish", "passing");
        assertThat(passing.code()).isEqualTo(1);
        assertThat(type("build", "--publish", "some").err())
                .contains("Invalid value for option '--publish'")
                .contains("See ./shop build --help\n");
    }

    @Test
    void completes_commands_in_a_shell() {
        assertThat(type("generate-completion").out())
                .startsWith("#!/usr/bin/env bash\n")
                .contains("complete -F _complete_shop -o default shop shop.sh shop.bash")
                .contains("rollback");
    }

    private Typed typeEveryKind(String words) {
        return Typed.on(database, EveryKind::project, words.split(" ", -1));
    }

    @Test
    void snapshot_takes_snapshots_alone() {
        assertThat(type("snapshot").err())
                .isEqualTo("selector: nothing is left to run. Exclude less, or select more. [selector]\n");

        var first = typeEveryKind("snapshot --as-of 2026-03-05");

        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .startsWith("build and audit 1 snapshot as of 2026-03-05T23:59:59.999999Z, ")
                .contains("  1 of 1  history.versions  table", "published 1 relation in ");
        database.execute("update shop.orders set status = 'returned' where order_id = 1");
        assertThat(typeEveryKind("snapshot --as-of 2026-03-06").code()).isZero();
        assertThat(type(
                                "sql",
                                "select order_id, status, valid_to is null as now from history.versions order by 1, valid_from",
                                "--format",
                                "csv")
                        .out())
                .isEqualTo("order_id,status,now\n1,paid,false\n1,returned,true\n2,paid,true\n");
        assertThat(type("sql", "select to_regclass('marts.by_day')").out()).contains("NULL");
    }

    @Test
    void a_sample_reads_the_last_stretch_of_what_has_a_time() {
        var all = typeEveryKind("build -s by_day --as-of 2026-03-02 --limit 100");
        var sample = typeEveryKind("build -s by_day --as-of 2026-03-02 --sample 1d");

        assertThat(all.out()).containsPattern("1 of 1  marts.by_day  table +2 rows ");
        assertThat(sample.err()).isEmpty();
        assertThat(sample.out())
                .startsWith(
                        "try 1 model on the last 1d of what they read with a time as of 2026-03-02T23:59:59.999999Z,")
                .containsPattern("1 of 1  marts.by_day  table +1 row ")
                .contains("nothing is published: the models were only tried");
        assertThat(type("sql", "select to_regclass('marts.by_day')").out()).contains("NULL");
    }
}
