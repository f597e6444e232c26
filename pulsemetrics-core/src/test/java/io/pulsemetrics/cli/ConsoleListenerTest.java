package io.pulsemetrics.cli;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleListenerTest {
    /** A clock that stands still. */
    private static final Ticker STILL = new Ticker() {
        @Override
        public long read() {
            return 0;
        }
    };

    private final TestPostgres database = TestPostgres.database();
    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void prints_a_line_for_each_node_and_what_was_published() {
        run(Terminal.plain(new PrintWriter(printed)));

        assertThat(printed()).isEqualTo("""
                  1 of 2  staging.stg_orders     view            1 row         #
                  2 of 2  marts.fct_daily_sales  table           1 row         #
                  published 2 relations in one transaction, # after the start
                  2 relations: 2 published; 11 checks: 11 passed, 0 warned, 0 failed; #
                """);
    }

    @Test
    void repeats_failures_with_sample_rows_the_skipped_and_the_command() {
        database.execute("insert into shop.orders values (6, 13, -2.00, '2026-03-03 10:00', 'paid')");

        run(Terminal.plain(new PrintWriter(printed)));

        assertThat(printed()).isEqualTo("""
                  1 of 2  staging.stg_orders     FAILED  1 check failed
                  2 of 2  marts.fct_daily_sales  skipped, since staging.stg_orders failed
                  2 relations: 1 failed, 1 skipped; 7 checks: 6 passed, 0 warned, 1 failed; #

                  FAILED   staging.stg_orders
                           amount_at_least (range of amount): 1 violation
                             order_id=6
                           SQL: target/compiled/staging/stg_orders.sql
                  SKIPPED  1 model, since staging.stg_orders failed: marts.fct_daily_sales

                Nothing was published: what was there before is still there, as it was.
                When it is mended, run again: shop build
                Only what failed, with what it reads and what reads it: shop build --select +stg_orders+
                """);
    }

    @Test
    void says_what_is_done_again_and_why() {
        database.execute(
                "alter table shop.orders rename to loaded",
                "create sequence shop.calls",
                "create function shop.fault() returns boolean language plpgsql as $$ begin if nextval('shop.calls') = 1 then"
                        + " raise exception 'deadlock detected' using errcode = '40P01'; end if; return true; end $$",
                "create view shop.orders as select l.* from (select shop.fault() as ok offset 0) f, shop.loaded l where f.ok");

        run(Terminal.plain(new PrintWriter(printed)));

        assertThat(printed())
                .startsWith(
                        "  again, 1: staging.stg_orders: deadlock detected (SQLSTATE 40P01). Run again when other sessions"
                                + " do not write to the same rows. [conflict]\n");
    }

    @Test
    void tells_in_a_live_line_what_is_being_built() {
        run(Terminal.of(new PrintWriter(printed), true, Map.of("TERM", "xterm", "NO_COLOR", "1")));

        assertThat(printed.toString())
                .contains("\r\u001B[K[--------------------] 0 of 2  0.00 s\n  building staging.stg_orders  0.00 s")
                .contains("\r\u001B[K[##########----------] 1 of 2  0.00 s\n  building marts.fct_daily_sales  0.00 s")
                .contains("\r\u001B[K\u001B[1A\r\u001B[K  1 of 2  staging.stg_orders     view ")
                .contains("\r\u001B[Kpublishing\r\u001B[K");
    }

    @Test
    void keeps_rows_and_time_in_sight_on_a_narrow_terminal() {
        run(Terminal.of(new PrintWriter(printed), true, Map.of("TERM", "xterm", "NO_COLOR", "1", "COLUMNS", "50")));

        assertThat(printed.toString().replaceAll("[0-9.]+ s", "#").lines())
                .anyMatch(line -> line.endsWith("  1 of 2  …g.stg_orders           1 row    #"))
                .anyMatch(line -> line.endsWith("  2 of 2  …_daily_sales           1 row    #"))
                .filteredOn(line -> !line.contains("\u001B"))
                .allMatch(line ->
                        line.length() < 50 || line.startsWith("  published") || line.startsWith("  2 relations"));
    }

    @Test
    void tells_now_and_then_where_nothing_moves_what_is_still_being_built() {
        var project = Project.of(STG_ORDERS, FCT_DAILY_SALES);
        var plan = ModelRunner.of(project, database.dataSource()).plan(Selector.all());
        var terminal = Terminal.plain(new PrintWriter(printed));
        var ticker = new AtomicLong();
        var listener = new ConsoleListener(terminal, new RunReport(terminal, Rerun.of("shop build")), new Ticker() {
            @Override
            public long read() {
                return ticker.get();
            }
        });
        listener.runStarted("run", plan);
        ticker.addAndGet(Duration.ofSeconds(2).toNanos());
        listener.nodeStarted(plan.nodes().getFirst());
        ticker.addAndGet(Duration.ofSeconds(27).toNanos());
        listener.stillRunning();
        assertThat(printed.toString()).isEmpty();

        ticker.addAndGet(Duration.ofSeconds(1).toNanos());
        listener.stillRunning();
        listener.stillRunning();

        assertThat(printed.toString())
                .isEqualTo("  .. 30.0 s: 0 of 2, building staging.stg_orders (28.0 s)" + System.lineSeparator());
    }

    private void run(Terminal terminal) {
        ModelRunner.of(Project.of(STG_ORDERS, FCT_DAILY_SALES), database.dataSource())
                .with(RunOptions.defaults()
                        .withAsOf(Instant.parse("2026-03-10T12:00:00Z"))
                        .withThreads(1)
                        .withListener(new ConsoleListener(
                                terminal,
                                new RunReport(terminal, Rerun.of("shop build")).withSqlIn(Path.of("target/compiled")),
                                STILL)))
                .run(Selector.all());
    }

    private String printed() {
        return printed.toString().replaceAll(" +[0-9.]+ (s|ms)\\b", " #").replaceAll("row +#", "row         #");
    }
}
