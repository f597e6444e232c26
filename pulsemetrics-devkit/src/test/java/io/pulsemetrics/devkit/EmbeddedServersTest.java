package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {
    @Test
    void sorts_by_code_point_on_every_system() {
        assertThat(EmbeddedServers.locale("Linux")).isEqualTo("C.UTF-8");
        assertThat(EmbeddedServers.locale("Mac OS X")).isEqualTo("C");
        assertThat(EmbeddedServers.locale("Windows 11")).isEqualTo("C");
    }

    @Test
    void quotes_the_last_fatal_line_with_its_detail(@TempDir Path directory) throws IOException {
        var log = Files.writeString(directory.resolve("server.log"), """
                2026-11-22 19:00:00 UTC [1] FATAL:  an older complaint
                2026-11-22 19:11:24 UTC [2] FATAL:  database files are incompatible with server
                2026-11-22 19:11:24 UTC [2] DETAIL:  The data directory was initialized by PostgreSQL version 15.
                pg_ctl: could not start server
                """);

        assertThat(EmbeddedServers.fatal(log))
                .contains("FATAL:  database files are incompatible with server;"
                        + " DETAIL:  The data directory was initialized by PostgreSQL version 15.");
    }

    @Test
    void finds_no_fatal_line_where_there_is_none(@TempDir Path directory) throws IOException {
        var log = Files.writeString(directory.resolve("server.log"), "LOG:  database system is ready\n");

        assertThat(EmbeddedServers.fatal(log)).isEmpty();
    }

    @Test
    void serves_utf8_in_code_point_order_with_the_settings_for_loads() throws Exception {
        try (var server = PostgresServer.embedded()) {
            var sql = new TestDatabase(server, server.createDatabase()).sql();

            assertThat(sql.fetchValue("show server_encoding")).isEqualTo("UTF8");
            assertThat(sql.fetchValue("show fsync")).isEqualTo("off");
            assertThat(sql.fetchValue("show jit")).isEqualTo("off");
            assertThat(sql.fetch("values ('b'), ('B'), ('a') order by 1").getValues(0, String.class))
                    .containsExactly("B", "a", "b");
        }
    }
}
