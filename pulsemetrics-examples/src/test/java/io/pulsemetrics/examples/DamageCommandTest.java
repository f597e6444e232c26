package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pulse damage}, as a user types it. */
class DamageCommandTest {
    @TempDir
    Path directory;

    @Test
    @PostgresTest
    void damages_what_is_loaded_and_says_what(TestDatabase db) throws IOException {
        var manifest = directory.resolve("damage.jsonl");
        assertThat(Pulse.onServer(db, "generate", "--users", "60", "--end-date", "2026-10-31")
                        .code())
                .isZero();

        var damage = Pulse.onServer(
                db,
                "damage",
                "--ways",
                "negative-payments,duplicate-rows",
                "--rows",
                "2",
                "--manifest",
                manifest.toString());

        assertThat(damage.err()).isEmpty();
        assertThat(damage.code()).isZero();
        assertThat(damage.out()).startsWith("""
                way                table          rows  what becomes of it
                -----------------  -------------  ----  ------------------------------------------------
                negative-payments  payments          2  caught by fct_payments.only_refunds_are_negative
                duplicate-rows     users             2  repaired by one row per key, the latest
                """).contains("Build the models over them with ./pulse build --url ");
        assertThat(Files.readAllLines(manifest)).hasSize(6);
    }

    @Test
    void lists_the_ways_without_a_database() {
        var list = Pulse.run("damage", "--list");

        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("negative-payments ", "repaired by ", "caught by ");
    }

    @Test
    @PostgresTest
    void refuses_a_way_that_it_does_not_know(TestDatabase db) {
        var damage = Pulse.onServer(db, "damage", "--ways", "bad-hair");

        assertThat(damage.code()).isEqualTo(2);
        assertThat(damage.err())
                .contains("bad-hair: there is no such way to damage data. Use some of: duplicate-rows, ");
    }

    @Test
    void asks_for_ways() {
        assertThat(Pulse.run("damage").code()).isEqualTo(2);
    }
}
