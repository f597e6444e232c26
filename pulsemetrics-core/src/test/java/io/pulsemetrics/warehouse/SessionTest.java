package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SessionTest {
    private static final List<String> SETTINGS = List.of(
            "application_name",
            "client_connection_check_interval",
            "default_transaction_isolation",
            "idle_session_timeout",
            "lock_timeout",
            "search_path",
            "statement_timeout",
            "timezone");

    private final TestPostgres postgres = TestPostgres.database();

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void sets_what_a_run_needs_and_gives_a_pooled_connection_back_as_it_was() throws SQLException {
        try (var pooled = postgres.dataSource().getConnection()) {
            pooled.createStatement()
                    .execute(
                            "set timezone = 'Asia/Tokyo'; set search_path = \"$user\", public, \"Odd name\"; set statement_timeout = '7s';"
                                    + " set application_name = 'shop'; set default_transaction_isolation = 'serializable'");
            pooled.setAutoCommit(false);
            pooled.setReadOnly(true);
            var before = settings(pooled);
            pooled.rollback();

            try (var session = Session.open(
                    keepOpen(pooled),
                    new SessionName("dev", "r7", SessionName.Role.WORKER),
                    new SessionSettings(Duration.ofSeconds(30), Duration.ofMillis(200)))) {
                assertThat(settings(pooled))
                        .containsExactly(
                                "pulsemetrics:dev:r7:worker",
                                "500ms",
                                "read committed",
                                "0",
                                "200ms",
                                "",
                                "30s",
                                "UTC");
                session.execute("create table public.t as select 'it''s {d} and ?' as x");
                session.begin();
                session.execute("drop table public.t");
            }

            assertThat(settings(pooled)).isEqualTo(before);
            assertThat(pooled.getAutoCommit()).isFalse();
            assertThat(pooled.isReadOnly()).isTrue();
            try (var rows = pooled.createStatement().executeQuery("select x from public.t")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("it's {d} and ?");
            }
        }
    }

    @Test
    void says_that_there_is_no_connection_to_be_had() {
        var source = postgres.dataSource();
        source.setDatabaseName("nowhere");

        assertThatThrownBy(() -> Session.open(
                        source, new SessionName("dev", "r", SessionName.Role.WORKER), SessionSettings.UNLIMITED))
                .hasMessage(
                        "database: no connection: database \"nowhere\" does not exist. Look whether the server runs and whether URL,"
                                + " user and password are right. [connection-failed]");
    }

    @Test
    void shortens_names_to_what_postgresql_keeps() {
        var name = new SessionName(
                "Zürich / nightly", "a-run-id-that-is-far-too-long-to-keep", SessionName.Role.PUBLISHER);

        assertThat(name.applicationName())
                .matches("pulsemetrics:Z_rich___~[0-9a-f]{6}:a-run-id-that-i~[0-9a-f]{6}:publisher");
        assertThat(name.applicationName().length()).isLessThanOrEqualTo(63);
        assertThat(name.applicationName()).startsWith(SessionName.prefix(name.target()));
    }

    private static List<String> settings(Connection connection) throws SQLException {
        var values = new ArrayList<String>();
        for (var setting : SETTINGS) {
            try (var rows = connection.createStatement().executeQuery("show " + setting)) {
                rows.next();
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** As a pool does it: the connection stays open when it is closed. */
    private static PGSimpleDataSource keepOpen(Connection connection) {
        return new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public Connection getConnection() {
                return (Connection) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("close") ? null : method.invoke(connection, arguments));
            }
        };
    }
}
