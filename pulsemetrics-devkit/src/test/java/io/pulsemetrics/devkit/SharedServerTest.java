package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SharedServerTest {
    @Test
    void is_one_for_the_whole_jvm() {
        assertThat(PostgresServer.forTests()).isSameAs(PostgresServer.forTests());
    }

    @Test
    void starts_a_container_or_says_that_no_engine_answers() {
        var forced = properties("pulse.postgres", "container");
        if (ContainerServers.available()) {
            try (var server = SharedServer.choose(forced, Map.of())) {
                var database = new TestDatabase(server, server.createDatabase());
                assertThat(database.sql().fetchValue("select 1")).isEqualTo(1);
            }
        } else {
            assertThatThrownBy(() -> SharedServer.choose(forced, Map.of()))
                    .hasMessage(
                            "PostgreSQL in a container: No container engine answers. Start one (DOCKER_HOST names its"
                                    + " address), or use -Dpulse.postgres=embedded or url. [container-engine-missing]");
        }
    }

    @Test
    void connects_where_url_user_and_password_say() {
        var tests = PostgresServer.forTests();
        var given = properties("pulse.postgres", "url");
        given.setProperty("pulse.postgres.url", tests.url("postgres"));

        try (var server = SharedServer.choose(given, Map.of("PGUSER", "postgres", "PGPASSWORD", "postgres"))) {
            var database = new TestDatabase(server, server.createDatabase());
            assertThat(database.sql().fetchValue("select current_user")).isEqualTo("postgres");
            server.dropDatabase(database.name());
        }
    }

    @Test
    void has_its_files_in_memory_where_that_is_asked_and_there_is_room() throws IOException {
        var embedded = properties("pulse.postgres", "embedded");
        embedded.setProperty("pulse.postgres.memory", "true");
        boolean hasRoom = Storage.hasRoom();

        Path directory;
        try (var server = SharedServer.choose(embedded, Map.of())) {
            directory = Path.of(new TestDatabase(server, "postgres")
                    .sql()
                    .fetchSingle("show data_directory")
                    .get(0, String.class));
            assertThat(directory.startsWith(Storage.SHARED_MEMORY)).isEqualTo(hasRoom);
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void refuses_a_url_choice_without_a_url() {
        assertThatThrownBy(() -> SharedServer.choose(properties("pulse.postgres", "url"), Map.of()))
                .hasMessage("-Dpulse.postgres: 'url' was chosen, but no URL was given."
                        + " Add -Dpulse.postgres.url=jdbc:postgresql://host:port/database. [postgres-choice-invalid]");
    }

    @Test
    void refuses_an_unknown_choice() {
        assertThatThrownBy(() -> SharedServer.choose(properties("pulse.postgres", "docker"), Map.of()))
                .hasMessage("-Dpulse.postgres: 'docker' is not a choice of server."
                        + " Say container, embedded or url. [postgres-choice-invalid]");
    }

    private static Properties properties(String name, String value) {
        var properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }
}
