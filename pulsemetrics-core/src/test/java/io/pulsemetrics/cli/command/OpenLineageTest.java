package io.pulsemetrics.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.shop.Shop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a run, as the client's file transport writes them. */
class OpenLineageTest {
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final TestPostgres database = Shop.of("(1, 10, 5.50, '2026-03-01 10:00', 'paid')");

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database.close();
    }

    private int build() throws IOException {
        var config = directory.resolve("openlineage.yml");
        Files.writeString(config, "transport:\n  type: file\n  location: %s\n".formatted(directory.resolve("events")));
        return Typed.on(
                        database,
                        ImmutableMap.of("OPENLINEAGE_CONFIG", config.toString()),
                        "build",
                        "--threads",
                        "1",
                        "--target-path",
                        directory.resolve("target").toString())
                .code();
    }

    /** One a line; runs are numbered, and server and database have names of their own. */
    private List<String> events() throws IOException {
        Map<String, String> runs = new LinkedHashMap<>();
        var text = RUN.matcher(Files.readString(directory.resolve("events")))
                .replaceAll(run -> runs.computeIfAbsent(run.group(), id -> "run-" + (runs.size() + 1)));
        return text.replaceAll("postgres://[a-z0-9.]+:\\d+", "postgres://server:5432")
                .replace(database.name() + ".", "db.")
                .lines()
                .toList();
    }

    private static String expected(String name) throws IOException {
        return Resources.toString(Resources.getResource(OpenLineageTest.class, name), StandardCharsets.UTF_8);
    }

    @Test
    void a_build_tells_what_each_model_read_column_by_column() throws IOException {
        assertThat(build()).isZero();

        assertThat(String.join("\n", events()) + "\n").isEqualTo(expected("openlineage-published.jsonl"));
    }

    @Test
    void a_failed_build_tells_which_model_failed_and_which_were_given_up() throws IOException {
        database.execute("update shop.orders set status = 'lost'");

        assertThat(build()).isEqualTo(1);

        assertThat(String.join("\n", events()) + "\n").isEqualTo(expected("openlineage-failed.jsonl"));
    }

    @Test
    void no_event_holds_a_user_or_a_password() throws IOException {
        build();

        assertThat(Files.readString(directory.resolve("events"))).doesNotContain("password", "user=", "@");
    }

    @Test
    void a_collector_that_does_not_answer_fails_no_build() throws IOException {
        var config = directory.resolve("openlineage.yml");
        Files.writeString(config, "transport:\n  type: http\n  url: http://localhost:1\n");

        var typed = Typed.on(database, ImmutableMap.of("OPENLINEAGE_CONFIG", config.toString()), "build");

        assertThat(typed.code()).isZero();
    }

    @Test
    void nothing_is_told_where_no_transport_is_configured() throws IOException {
        Typed.on(database, "build", "--target-path", directory.resolve("target").toString());

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("target"));
        }
    }
}
