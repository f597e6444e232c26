package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change in place waits for whoever changes the same table or keeps it locked, but not for ever, and never for readers. */
class WaitingForWritersTest {
    private final Target target = new Target();

    @BeforeEach
    void publishFirst() {
        target.options = Target.HASTY;
        target.publish("a.t", "select id, 'old' as state from generate_series(1, 3) id");
    }

    @AfterEach
    void close() {
        target.close();
    }

    /** As an increment is applied. */
    private void change(String statement) {
        try (var session = target.session(SessionName.Role.PUBLISHER);
                var lock = ((TargetLock.Attempt.Acquired) TargetLock.tryAcquire(session, "test")).lock()) {
            new Publisher(lock, target.options, new KeptSets(lock, List.of("a"), 0))
                    .publish(
                            List.of(),
                            publishing -> new Relations(publishing).execute(Target.name("a.t"), statement),
                            Bookkeeping.NONE);
        }
    }

    private void isRefusedBecauseOf(String locking, String statement) throws SQLException {
        try (var reader = session("dashboard", "select from a.t");
                var writer = session("loader", locking)) {
            assertThatThrownBy(() -> change(statement))
                    .message()
                    .matches(
                            ("a\\.t: it could not be locked within 0\\.1 s; nothing was published\\. It is in use by session %1$d"
                                            + " \\('loader', role \\w+, idle in transaction\\) since \\S+Z\\. Let it finish, or end it with"
                                            + " select pg_terminate_backend\\(%1$d\\)\\. \\[publish-blocked]")
                                    .formatted(pid(writer)));
            assertThat(pid(reader)).isPositive();
        }
        assertThat(target.rows("select distinct state from a.t")).containsExactly("old");

        change(statement);

        assertThat(target.rows("select distinct state from a.t")).containsExactly("new");
    }

    @Test
    void a_table_that_another_session_keeps_locked_is_told_with_the_session() throws Exception {
        isRefusedBecauseOf("lock table a.t in share mode", "update a.t set state = 'new'");
    }

    @Test
    void a_row_that_another_session_has_changed_is_told_with_the_session() throws Exception {
        isRefusedBecauseOf("update a.t set state = 'mine' where id = 2", "update a.t set state = 'new'");
    }

    @Test
    void an_index_that_writers_keep_from_being_made_is_told_with_them() throws Exception {
        isRefusedBecauseOf(
                "insert into a.t values (9, 'mine')", "create index on a.t (id); update a.t set state = 'new'");
    }

    @Test
    void readers_are_in_nobodys_way() throws Exception {
        try (var reader = session("dashboard", "select from a.t")) {
            change("update a.t set state = 'new'");

            assertThat(pid(reader)).isPositive();
        }
        assertThat(target.rows("select distinct state from a.t")).containsExactly("new");
    }

    @Test
    void a_run_waits_for_half_a_minute() {
        assertThat(PublishOptions.defaults(new Random(1)).patience()).isEqualTo(Duration.ofSeconds(32));
    }

    private Connection session(String application, String locking) throws SQLException {
        var source = target.postgres().dataSource();
        source.setApplicationName(application);
        var connection = source.getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().execute(locking);
        return connection;
    }

    private static int pid(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
