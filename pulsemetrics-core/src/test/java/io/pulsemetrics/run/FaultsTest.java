package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong while a run is at work: the published state is whole, the message says what happened, nothing is left behind for the next
 * run. The source is a view that does something bad as often as it is told to, and then no more.
 */
class FaultsTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final String PUBLISHER =
            "pg_stat_activity where application_name like 'pulsemetrics:%:publisher' and datname ="
                    + " current_database()";
    private static final String WORKERS = PUBLISHER.replace("publisher", "worker");
    private static final String END_PUBLISHER =
            "perform pg_terminate_backend(pid, 5000) from %s; ".formatted(PUBLISHER);

    private static final InlineModel COPY = InlineModel.define(MARTS, "copy", m -> {
        var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
        var id = m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("status", o.STATUS);
        m.config(config -> config.materialized(Materialization.merge(id)));
        return select -> select.from(o);
    });
    private static final InlineModel COUNTED = InlineModel.define(MARTS, "counted", m -> {
        var c = m.ref(COPY, "c");
        m.column("orders", countLarge());
        return select -> select.from(c);
    });

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final List<String> retries = new ArrayList<>();

    @BeforeEach
    void publishOnce() {
        database.execute(
                "create schema shop",
                "create table shop.loaded (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "create view shop.orders as select * from shop.loaded",
                "insert into shop.loaded values (1, 10, 5.00, '2026-03-01 10:00', 'open'), (2, 10, 4.00, '2026-03-02 11:00', 'open')");
        run(RunOptions.defaults());
        database.execute(
                "insert into shop.loaded select order_id, 1, 1, '2026-03-04', 'paid' from generate_series(1, 3) order_id");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** From now on reading the source does this first, a number of times. */
    private void fault(int times, String plpgsql) {
        database.execute(
                "create sequence shop.calls",
                "create function shop.fault() returns boolean language plpgsql as $$ begin if nextval('shop.calls') <= %d then %s end if; return true; end $$"
                        .formatted(times, plpgsql),
                "create or replace view shop.orders as select l.* from (select shop.fault() as ok offset 0) f, shop.loaded l where f.ok");
    }

    private RunResult run(RunOptions options) {
        return runner(options).run(all());
    }

    private ModelRunner runner(RunOptions options) {
        return ModelRunner.of(Project.of(COPY, COUNTED), database.dataSource())
                .with(options.withThreads(1)
                        .withAsOf(Instant.parse(
                                retries.isEmpty() && !isPublished() ? "2026-03-03T00:00:00Z" : "2026-03-05T00:00:00Z"))
                        .withListener(new RunListener() {
                            @Override
                            public void nodeRetried(PlannedNode node, int retry, String reason) {
                                retries.add("%s %d %s".formatted(node.name(), retry, reason));
                            }
                        }));
    }

    private boolean isPublished() {
        return sql.fetchValue("select to_regclass('marts.copy')") != null;
    }

    private List<String> published() {
        return sql.fetch(
                        "select order_id || ' ' || status from marts.copy union all select 'all ' || orders from marts.counted order by 1")
                .getValues(0, String.class);
    }

    private void isAsBefore() {
        assertThat(published()).containsExactly("1 open", "2 open", "all 2");
    }

    private void isUpToDate() {
        assertThat(published()).containsExactly("1 paid", "2 paid", "3 paid", "all 3");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(sql.fetch("select nspname from pg_namespace where nspname like 'marts\\_\\_%'"))
                .isEmpty();
        assertThat(sql.fetch(
                        "select application_name, query from pg_stat_activity where application_name like 'pulsemetrics:%'"
                                + " and datname = current_database() and state <> 'idle'"))
                .isEmpty();
        assertThat(sql.fetch(
                        "select * from pg_locks l join pg_database d on d.oid = l.database where l.locktype = 'advisory'"
                                + " and d.datname = current_database()"))
                .isEmpty();
    }

    private static Optional<String> message(RunResult result) {
        return result.node(COPY).message();
    }

    @Test
    void a_serialization_failure_is_tried_again() {
        fault(2, "raise exception 'could not serialize access' using errcode = '40001';");

        assertThat(run(RunOptions.defaults()).succeeded()).isTrue();

        isUpToDate();
        assertThat(retries)
                .containsExactly(
                        "marts.copy 1 marts__build.copy__delta: could not serialize access (SQLSTATE 40001). Run again when other"
                                + " sessions do not write to the same rows. [conflict]",
                        "marts.copy 2 marts__build.copy__delta: could not serialize access (SQLSTATE 40001). Run again when other"
                                + " sessions do not write to the same rows. [conflict]");
    }

    @Test
    void a_lost_connection_is_replaced() {
        fault(1, "perform pg_terminate_backend(pg_backend_pid());");

        assertThat(run(RunOptions.defaults()).succeeded()).isTrue();

        isUpToDate();
        assertThat(retries)
                .containsExactly(
                        "marts.copy 1 marts__build.copy__delta: the connection to the database was lost: terminating connection due"
                                + " to administrator command. Look why the server or an administrator ended it, then run again."
                                + " [connection-failed]");
    }

    @Test
    void what_goes_wrong_each_time_is_given_up_and_the_next_run_needs_no_repair() {
        fault(3, "raise exception 'deadlock detected' using errcode = '40P01';");

        var result = run(RunOptions.defaults());

        assertThat(message(result))
                .hasValue(
                        "marts__build.copy__delta: deadlock detected (SQLSTATE 40P01). Run again when other sessions do not"
                                + " write to the same rows. [conflict]");
        assertThat(result.node(COUNTED).status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(retries).hasSize(2);
        isAsBefore();
        assertNothingIsLeft();
        assertThat(run(RunOptions.defaults()).succeeded()).isTrue();
        isUpToDate();
    }

    @Test
    void other_errors_are_not_tried_again() {
        fault(1, "raise exception 'division by zero' using errcode = '22012';");

        assertThat(message(run(RunOptions.defaults())))
                .hasValue(
                        "marts__build.copy__delta: division by zero (SQLSTATE 22012). Read PostgreSQL's message and mend the"
                                + " query or the data it reads. [statement-failed]");

        assertThat(retries).isEmpty();
        isAsBefore();
    }

    @Test
    void a_statement_that_takes_too_long_is_cancelled() {
        fault(1, "perform pg_sleep(60);");

        assertThat(message(run(RunOptions.defaults().withStatementTimeout(Duration.ofMillis(300)))))
                .hasValue(
                        "marts__build.copy__delta: canceling statement due to statement timeout (SQLSTATE 57014). Allow it"
                                + " more time, or find out who cancelled it, then run again. [statement-cancelled]");

        isAsBefore();
        assertNothingIsLeft();
        run(RunOptions.defaults());
        isUpToDate();
    }

    @Test
    void a_full_disk_is_told() {
        fault(
                1,
                "raise exception 'could not extend file \"base/1/2\": No space left on device' using errcode = '53100';");

        assertThat(message(run(RunOptions.defaults())))
                .hasValue(
                        "marts__build.copy__delta: could not extend file \"base/1/2\": No space left on device (SQLSTATE"
                                + " 53100). Make room where the server keeps its data, then run again. [disk-full]");

        isAsBefore();
        assertNothingIsLeft();
        run(RunOptions.defaults());
        isUpToDate();
    }

    @Test
    void temporary_files_beyond_their_limit_are_told() {
        database.execute(
                "create or replace view shop.orders as select l.* from shop.loaded l, (select count(*) as n from (select distinct i"
                        + " from generate_series(1, 200000) i offset 0) x) y where y.n > 0",
                "do $$ begin execute format('alter database %I set temp_file_limit = ''64kB''', current_database());"
                        + " execute format('alter database %I set work_mem = ''64kB''', current_database()); end $$");

        // newer versions of PostgreSQL quote the setting's name
        assertThat(message(run(RunOptions.defaults())).map(message -> message.replace("\"", "")))
                .hasValue(
                        "marts__build.copy__delta: temporary file size exceeds temp_file_limit (64kB) (SQLSTATE 53400). Make"
                                + " room where the server keeps its data, then run again. [disk-full]");

        isAsBefore();
        assertNothingIsLeft();
    }

    @Test
    void a_run_that_is_interrupted_ends_what_it_is_doing() throws Exception {
        fault(1, "perform pg_sleep(60);");
        var task = new FutureTask<>(() -> run(RunOptions.defaults()));
        var thread = Thread.ofPlatform().start(task);
        awaitRow("select from " + WORKERS + " and wait_event = 'PgSleep'");

        thread.interrupt();

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(PulseException.class)
                .message()
                .matches(
                        "run \\S+: it was interrupted while it built; nothing was published\\. Run again\\. \\[cancelled]");
        isAsBefore();
        awaitNoRow("select from " + WORKERS);
        assertNothingIsLeft();
        run(RunOptions.defaults());
        isUpToDate();
    }

    @Test
    void the_connection_that_holds_the_target_is_replaced_when_it_is_needed() {
        fault(1, END_PUBLISHER);

        assertThat(run(RunOptions.defaults()).succeeded()).isTrue();

        isUpToDate();
        assertThat(retries).isEmpty();
    }

    @Test
    void a_run_that_lost_the_target_to_another_leaves_it_alone() {
        fault(1, END_PUBLISHER + "update pulse_state.runs set status = 'interrupted' where status = 'running';");

        assertThatThrownBy(() -> run(RunOptions.defaults()))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "default: the connection that held the target's lock was lost, and another run has taken the target since. Look"
                                + " why the server or an administrator ended the connection, then run again. [target-lock-lost]");

        isAsBefore();
        run(RunOptions.defaults());
        isUpToDate();
    }

    @Test
    void a_worker_does_not_go_on_when_nobody_holds_the_target() {
        fault(1, END_PUBLISHER + "perform pg_terminate_backend(pg_backend_pid());");

        assertThat(message(run(RunOptions.defaults())))
                .hasValue(
                        "default: the connection that held the target's lock for this run is gone. Look why the server or an"
                                + " administrator ended it, then run again. [target-lock-lost]");

        isAsBefore();
        assertThat(retries).hasSize(1);
        assertNothingIsLeft();
        run(RunOptions.defaults());
        isUpToDate();
    }

    @Test
    void a_publish_that_loses_a_deadlock_is_begun_anew() throws Exception {
        try (var other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("set deadlock_timeout = '1min'");
            other.createStatement().execute("update marts.copy set status = 'mine' where order_id = 2");
            var task = new FutureTask<>(() -> run(RunOptions.defaults()));
            Thread.ofPlatform().start(task);
            awaitRow("select from " + PUBLISHER + " and wait_event_type = 'Lock'");

            other.createStatement().execute("update marts.copy set status = 'mine' where order_id = 1");
            other.commit();

            assertThat(task.get().succeeded()).isTrue();
        }
        isUpToDate();
    }

    @Test
    void a_listener_that_fails_ends_the_run_and_leaves_nothing() {
        var failing = RunOptions.defaults().withListener(new RunListener() {
            @Override
            public void runStarted(String runId, Plan plan) {
                throw new IllegalStateException("no more");
            }
        });

        assertThatThrownBy(() -> run(failing)).hasMessage("no more");

        isAsBefore();
        assertNothingIsLeft();
    }

    private void awaitRow(String query) throws InterruptedException {
        while (sql.fetch(query).isEmpty()) {
            Thread.sleep(20);
        }
    }

    private void awaitNoRow(String query) throws InterruptedException, SQLException {
        while (!sql.fetch(query).isEmpty()) {
            Thread.sleep(20);
        }
    }
}
