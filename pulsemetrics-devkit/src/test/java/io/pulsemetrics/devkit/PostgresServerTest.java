package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    private final PostgresServer server = PostgresServer.forTests();

    @Test
    void copies_a_template_with_its_rows() {
        var template = server.createDatabase();
        new TestDatabase(server, template).sql().execute("create table t as select 7 as x");

        var copy = server.createDatabaseFrom(template);

        assertThat(new TestDatabase(server, copy).sql().fetchValue("select x from t"))
                .isEqualTo(7);
        server.dropDatabase(copy);
        server.dropDatabase(template);
    }

    @Test
    void creates_a_named_database_once() {
        var database = "Named \"once\" " + System.nanoTime();

        assertThat(server.ensureDatabase(database)).isTrue();
        assertThat(server.ensureDatabase(database)).isFalse();

        server.dropDatabase(database);
        assertThat(server.ensureDatabase(database)).isTrue();
        server.dropDatabase(database);
    }

    @Test
    void drops_a_database_in_spite_of_open_connections() throws SQLException {
        var database = server.createDatabase();
        try (var connection = server.dataSource(database).getConnection();
                var statement = connection.createStatement()) {
            server.dropDatabase(database);

            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void tells_neither_user_nor_password_in_its_url() {
        try (var guarded = PostgresServer.at("jdbc:postgresql://db.example:5432/app", "reader", "hush")) {
            assertThat(guarded.toString()).isEqualTo("jdbc:postgresql://db.example:5432/postgres");
            assertThat(guarded.url("app")).isEqualTo("jdbc:postgresql://db.example:5432/app");
        }
    }

    @Test
    void says_where_nobody_answers() {
        try (var nobody = PostgresServer.at("jdbc:postgresql://localhost:1/app", "reader", "hush")) {
            assertThatThrownBy(nobody::createDatabase)
                    .hasMessage("jdbc:postgresql://localhost:1/postgres: The server refused 'reader': Connection to"
                            + " localhost:1 refused. Check that the hostname and port are correct and that the postmaster"
                            + " is accepting TCP/IP connections. See whether it runs, takes this user and password, and"
                            + " lets the user create databases. [postgres-refused]");
        }
    }
}
