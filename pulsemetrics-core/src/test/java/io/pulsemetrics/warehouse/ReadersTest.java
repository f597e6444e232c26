package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers never see an error, a missing relation or a mix of old and new while it is published under them. */
class ReadersTest {
    private static final int PUBLISHES = 20;
    /** Names views before what they read: the order in which a publish locks. */
    private static final String MIX =
            "select min(run), max(run), count(*) from (select run from f.nested union all select run from f.direct"
                    + " union all select run from a.v union all select run from a.t) all_of_them";

    private final Target target = new Target();
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void see_the_whole_old_state_or_the_whole_new_one() throws Exception {
        publish(0);
        target.execute(
                "create schema f",
                "create view f.direct as select run, id from a.t",
                "create view f.nested as select run from f.direct where id > 0");
        var seen = new TreeMap<String, Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            Map.of(
                            "through everything at once",
                            MIX,
                            "through the table",
                            "select min(run), max(run), 400 from a.t having count(*) = 100",
                            "through the nested view",
                            "select min(run), max(run), 400 from f.nested having count(*) = 100")
                    .forEach((name, query) -> seen.put(name, threads.submit(reader(query, false))));
            seen.put("through a prepared statement", threads.submit(reader(MIX, true)));
            try {
                for (int run = 1; run <= PUBLISHES; run++) {
                    publish(run);
                }
            } finally {
                done.set(true);
            }
            for (var reader : seen.values()) {
                assertThat(reader.get()).isPositive();
            }
        }
        assertThat(target.rows(MIX)).containsExactly("%1$d|%1$d|400".formatted(PUBLISHES));
    }

    private void publish(int run) {
        target.publish(
                "a.t",
                "select %d as run, id from generate_series(1, 100) id".formatted(run),
                "a.v",
                "VIEW select run from a__build.t");
    }

    /** Reads until all is published; counts how often, fails on the first wrong answer. */
    private Callable<Integer> reader(String query, boolean prepared) {
        return () -> {
            int reads = 0;
            var source = target.postgres().dataSource();
            source.setPrepareThreshold(prepared ? 1 : 0);
            try (var connection = source.getConnection();
                    var statement = connection.prepareStatement(query)) {
                while (!done.get()) {
                    try (var rows = statement.executeQuery()) {
                        assertThat(rows.next()).as("a complete answer").isTrue();
                        assertThat(rows.getInt(1)).as("one run in one answer").isEqualTo(rows.getInt(2));
                        assertThat(rows.getInt(3)).isEqualTo(400);
                    }
                    reads++;
                    Thread.sleep(5);
                }
            }
            return reads;
        };
    }

    @Test
    void keep_a_publish_from_ending_when_they_sit_on_a_table_and_are_named() throws Exception {
        publish(0);
        target.options = Target.HASTY;
        try (var reader = target.postgres().dataSource().getConnection()) {
            reader.createStatement().execute("set application_name = 'dashboard'");
            reader.setAutoCommit(false);
            reader.createStatement().execute("select 'secret' from a.t");
            var pid = pid(reader);

            assertThatThrownBy(() -> publish(1))
                    .message()
                    .matches(
                            ("a\\.t: it could not be locked in 2 attempts within \\d+\\.\\d s; nothing was published\\."
                                            + " It is in use by session %1$d \\('dashboard', role %2$s, idle in transaction\\) since"
                                            + " \\S+Z\\. Let it finish, or end it with select pg_terminate_backend\\(%1$d\\)\\."
                                            + " \\[publish-blocked]")
                                    .formatted(pid, "\\w+"));
        }
        assertThat(target.rows("select max(run), min(run), count(*) from a.t")).containsExactly("0|0|100");

        publish(1);

        assertThat(target.rows("select max(run), min(run), count(*) from a.t")).containsExactly("1|1|100");
    }

    @Test
    void that_let_go_in_time_only_delay_a_publish() throws Exception {
        publish(0);
        try (var reader = target.postgres().dataSource().getConnection();
                var threads = Executors.newSingleThreadExecutor()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("select from a.t");
            threads.execute(() -> {
                try {
                    Thread.sleep(1500);
                    reader.rollback();
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });

            var published = target.publish("a.t", "select 1 as run, id from generate_series(1, 100) id");

            assertThat(published.attempts()).isGreaterThan(1);
            assertThat(published.waited()).isPositive();
        }
    }

    private static int pid(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
