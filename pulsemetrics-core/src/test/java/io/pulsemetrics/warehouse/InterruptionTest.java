package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever ends a publish early, the published state is whole and the next run succeeds. */
class InterruptionTest {
    private final Target target = new Target();
    private final PublishedState state = new PublishedState(target);

    @AfterEach
    void close() {
        target.close();
    }

    private void isWhole(int x) {
        assertThat(state.read()).isEqualTo("%1$d|%1$d|%1$d".formatted(x));
    }

    /** What is read to decide on the rows of the ledger comes after the increments and before the locks. */
    @Test
    void a_connection_that_is_ended_before_the_locks_is_replaced() {
        var ended = new AtomicBoolean();
        target.bookkeeping = sql -> {
            if (!ended.getAndSet(true)) {
                target.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%:publisher'"
                                + " and datname = current_database()");
            }
            return List.of();
        };

        state.publish(2);

        isWhole(2);
        assertNothingIsLeft();
    }

    @Test
    void a_connection_that_is_ended_under_the_locks_is_replaced() {
        target.execute("create sequence public.calls");
        target.bookkeeping = sql -> List.of(
                sql.query(
                        "do $$ begin if nextval('public.calls') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; end $$"));

        state.publish(2);

        isWhole(2);
        assertNothingIsLeft();
    }

    /** A deferred trigger runs in the commit, before it takes effect. */
    @Test
    void a_connection_that_is_ended_in_the_commit_is_replaced() {
        target.execute(
                "create sequence public.calls",
                "create table f.ledger (note text)",
                "create function f.ended() returns trigger language plpgsql as $$ begin if nextval('public.calls') = 1 then"
                        + " perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$",
                "create constraint trigger ended after insert on f.ledger deferrable initially deferred for each row"
                        + " execute function f.ended()");
        target.bookkeeping = sql -> List.of(sql.query("insert into f.ledger values ('published')"));

        state.publish(2);

        isWhole(2);
        assertThat(target.rows("select note from f.ledger")).containsExactly("published");
        assertThat(target.rows("select last_value from public.calls")).containsExactly("2");
        assertNothingIsLeft();
    }

    @Test
    void a_connection_that_is_ended_again_and_again_is_given_up_and_nothing_changes() {
        target.bookkeeping = sql -> List.of(sql.query("select pg_terminate_backend(pg_backend_pid())"));

        assertThatThrownBy(() -> state.publish(2))
                .hasMessage(
                        "publish: the connection to the database was lost: terminating connection due to administrator command. Look"
                                + " why the server or an administrator ended it, then run again. [connection-failed]");
        isWhole(1);

        target.bookkeeping = Bookkeeping.NONE;
        state.publish(3);
        isWhole(3);
        assertNothingIsLeft();
    }

    @Test
    void a_target_that_another_run_has_taken_meanwhile_is_left_to_it() throws Exception {
        try (var other = target.session(SessionName.Role.PUBLISHER)) {
            var taken = new AtomicBoolean();
            target.bookkeeping = sql -> {
                if (!taken.getAndSet(true)) {
                    target.execute(
                            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like '%:publisher'"
                                    + " and datname = current_database() and pid <> " + other.pid());
                    assertThat(TargetLock.tryAcquire(other, "test")).isInstanceOf(TargetLock.Attempt.Acquired.class);
                }
                return List.of();
            };

            assertThatThrownBy(() -> state.publish(2))
                    .message()
                    .matches(
                            "test: the connection that held the target's lock was lost, and another run has taken the target since: session "
                                    + other.pid()
                                    + " \\('pulsemetrics:test:r1:publisher', role \\w+(, from \\S+)?\\) since \\S+Z\\. Look why the server"
                                    + " or an administrator ended the connection, then run again\\. \\[target-lock-lost]");
        }
        isWhole(1);
    }

    private void assertNothingIsLeft() {
        assertThat(target.rows("select nspname from pg_namespace where nspname like 'a%'"))
                .containsExactly("a");
        assertThat(target.rows("select count(*) from pg_stat_activity where application_name like 'pulsemetrics:%'"
                        + " and datname = current_database()"))
                .containsExactly("0");
    }

    @Test
    void a_failure_of_the_caller_changes_nothing() {
        target.bookkeeping = sql -> {
            throw new IllegalStateException("the ledger is gone");
        };

        assertThatThrownBy(() -> state.publish(2)).hasMessage("the ledger is gone");
        isWhole(1);
    }

    @Test
    void a_row_that_cannot_be_written_changes_nothing() {
        target.bookkeeping = sql -> List.of(sql.query("insert into f.nowhere values (1)"));

        assertThatThrownBy(() -> state.publish(2))
                .hasMessage(
                        "publish: relation \"f.nowhere\" does not exist (SQLSTATE 42P01). Build or load it first, or mend the"
                                + " query that reads it. [statement-failed]");
        isWhole(1);
    }

    @Test
    void the_callers_rows_are_committed_with_the_relations() {
        target.execute("create table f.ledger (note text)");
        target.bookkeeping = sql -> List.of(sql.query("insert into f.ledger values (?)", "it's {published}?"));

        state.publish(2);

        isWhole(2);
        assertThat(target.rows("select note from f.ledger")).containsExactly("it's {published}?");
    }

    @Test
    void left_over_workers_are_ended_before_their_tables_are_swept() throws Exception {
        try (var worker = target.session(SessionName.Role.WORKER);
                var other = Session.open(
                        target.source,
                        new SessionName("other", "r1", SessionName.Role.WORKER),
                        SessionSettings.UNLIMITED)) {
            state.publish(2);

            assertThat(worker.isLost()).isTrue();
            assertThat(other.isLost()).isFalse();
        }
        isWhole(2);
    }

    @Test
    void a_schema_that_only_has_the_name_of_a_build_schema_is_left_alone() {
        target.execute("create schema a__build", "create table a__build.mine as select 1 as x");

        assertThatThrownBy(() -> state.publish(2))
                .hasMessage(
                        "schema a__build: it has the name of a build schema, but was not made by PulseMetrics. Rename it, or let every"
                                + " run empty it with COMMENT ON SCHEMA a__build IS 'PulseMetrics works here: each run empties this"
                                + " schema'. [foreign-schema]");
        assertThat(target.rows("select x from a__build.mine")).containsExactly("1");
        isWhole(1);
    }

    @Test
    void a_second_run_is_told_who_holds_the_target() {
        try (var first = target.session(SessionName.Role.PUBLISHER);
                var second = target.session(SessionName.Role.PUBLISHER)) {
            var acquired = (TargetLock.Attempt.Acquired) TargetLock.tryAcquire(first, "test");
            var busy = (TargetLock.Attempt.Busy) TargetLock.tryAcquire(second, "test");

            assertThat(busy.holder().pid()).isEqualTo(first.pid());
            assertThat(busy.toException().getMessage())
                    .matches(
                            "test: another run holds the target: session \\d+ \\('pulsemetrics:test:r1:publisher', role \\w+(, from \\S+)?\\)"
                                    + " since \\S+Z\\. Wait until it ends, or end it with select pg_terminate_backend\\(\\d+\\)\\. \\[target-locked]");
            assertThat(TargetLock.tryAcquire(second, "another target")).isInstanceOf(TargetLock.Attempt.Acquired.class);
            assertThat(target.rows("select pg_try_advisory_lock(hashtextextended('pulsemetrics:test', 0))"))
                    .containsExactly("false");

            acquired.lock().close();

            assertThat(TargetLock.tryAcquire(second, "test")).isInstanceOf(TargetLock.Attempt.Acquired.class);
            assertThat(TargetLock.holder(first, "test").orElseThrow().pid()).isEqualTo(second.pid());
            assertThatThrownBy(() -> acquired.lock().verify())
                    .hasMessage(
                            "test: the connection does not hold the target's lock: its statements reach different server processes."
                                    + " Connect to PostgreSQL directly, not through a proxy that pools transactions. [target-lock-lost]");
        }
    }

    @Test
    void a_name_without_room_for_the_suffix_is_refused() {
        var name = "ä".repeat(29);

        try (var session = target.session(SessionName.Role.PUBLISHER);
                var lock = ((TargetLock.Attempt.Acquired) TargetLock.tryAcquire(session, "test")).lock()) {
            assertThatThrownBy(() -> new BuildSchemas(lock, List.of(name)).clear())
                    .hasMessage(
                            "schema %1$s: the name of its build schema, %1$s__build, is over PostgreSQL's 63 bytes. Take a schema name of"
                                            .formatted(name)
                                    + " at most 56 bytes. [name-too-long]");
        }
    }
}
