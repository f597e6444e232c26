package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptServerTest {
    @TempDir
    Path parent;

    @Test
    void keeps_data_and_port_from_one_start_to_the_next() {
        String url;
        try (var server = PostgresServer.embedded(directory())) {
            url = server.url("postgres");
            sql(server).execute("create table t as select 1 as x");
        }

        try (var server = PostgresServer.embedded(directory())) {
            assertThat(server.url("postgres")).isEqualTo(url);
            assertThat(sql(server).fetchValue("select x from t")).isEqualTo(1);
            assertThatThrownBy(() -> PostgresServer.embedded(directory())).hasMessage(inUse());
        }
    }

    @Test
    void tells_a_second_jvm_that_the_directory_is_in_use_and_survives_the_kill_of_the_first() throws Exception {
        var process = keepingProcess();
        try {
            assertThatThrownBy(() -> PostgresServer.embedded(directory())).hasMessage(inUse());
        } finally {
            process.destroyForcibly().waitFor();
        }
        var postmaster =
                Files.readAllLines(directory().resolve("data/postmaster.pid")).getFirst();

        try (var server = PostgresServer.embedded(directory())) {
            var sql = sql(server);
            assertThat(Files.readAllLines(directory().resolve("data/postmaster.pid")))
                    .first()
                    .isEqualTo(postmaster);
            assertThat(sql.fetchValue("select x from survivors")).isEqualTo(42);
            assertThat(sql.fetchValue("select count(*) from pg_stat_activity"
                            + " where backend_type = 'client backend' and pid <> pg_backend_pid()"))
                    .isEqualTo(0L);
        }
        assertThat(directory().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void recovers_when_the_server_was_killed_too() throws Exception {
        var process = keepingProcess();
        process.destroyForcibly().waitFor();
        var postmaster =
                Files.readAllLines(directory().resolve("data/postmaster.pid")).getFirst();
        ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow().destroyForcibly();

        try (var server = PostgresServer.embedded(directory())) {
            assertThat(sql(server).fetchValue("select x from survivors")).isEqualTo(42);
        }
    }

    @Test
    void makes_the_data_anew_when_the_first_start_was_cut_short() throws IOException {
        Files.createDirectories(directory().resolve("data/base"));
        Files.writeString(directory().resolve("data/PG_VERSION"), "18");
        Files.writeString(directory().resolve("lock"), "");

        try (var server = PostgresServer.embedded(directory())) {
            assertThat(sql(server).fetchValue("select 1")).isEqualTo(1);
        }
        try (var entries = Files.list(directory())) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("data", "lock", "port", "server.log");
        }
    }

    @Test
    void leaves_a_directory_with_other_content_alone() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("thesis.txt"), "precious");

        assertThatThrownBy(() -> PostgresServer.embedded(directory()))
                .hasMessage(directory() + ": The directory holds something other than an embedded database."
                        + " Choose an empty or a new directory. [data-directory-invalid]");
        assertThat(directory().resolve("thesis.txt")).hasContent("precious");
        assertThat(directory().resolve("lock")).doesNotExist();
    }

    private Process keepingProcess() throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeptServerProcess.class.getName(),
                        directory().toString())
                .redirectError(Redirect.DISCARD)
                .start();
        var output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("ready");
        return process;
    }

    private Path directory() {
        try {
            return parent.toRealPath().resolve("kept");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String inUse() {
        return directory() + ": Another process uses this database."
                + " Wait for it to end or stop it, or choose another directory. [data-directory-in-use]";
    }

    private static DSLContext sql(PostgresServer server) {
        return new TestDatabase(server, "postgres").sql();
    }
}
