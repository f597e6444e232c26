package io.pulsemetrics.generator.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.simulation.Identities;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.generator.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CsvDirectoryTest {
    private static final Scenario SCENARIO =
            Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(600);
    private static final Path FULL_DISK = Path.of("/dev/full");

    @TempDir
    private Path temporary;

    private static ChunkFeed feed(Scenario scenario, int threads) {
        return new ChunkFeed(new Simulation(scenario), Identities.inBackground(scenario.seed()), threads);
    }

    private static Map<String, String> digests(Path directory) throws Exception {
        Map<String, String> digests = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                digests.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        }
        return digests;
    }

    private static List<CSVRecord> read(CsvDirectory directory, RawTable table) throws IOException {
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var reader = Files.newBufferedReader(directory.file(table))) {
            return format.parse(reader).getRecords();
        }
    }

    @Test
    void writes_the_same_bytes_with_any_number_of_threads() throws Exception {
        CsvDirectory.at(temporary.resolve("one")).write(feed(SCENARIO, 1), Progress.NONE);
        CsvDirectory.at(temporary.resolve("four")).write(feed(SCENARIO, 4), Progress.NONE);
        CsvDirectory.at(temporary.resolve("again")).write(feed(SCENARIO, 4), Progress.NONE);
        assertThat(digests(temporary.resolve("four")))
                .isEqualTo(digests(temporary.resolve("one")))
                .isEqualTo(digests(temporary.resolve("again")))
                .hasSize(5);
    }

    @Test
    void writes_other_bytes_for_another_seed() throws Exception {
        CsvDirectory.at(temporary.resolve("one")).write(feed(SCENARIO, 2), Progress.NONE);
        CsvDirectory.at(temporary.resolve("two")).write(feed(SCENARIO.withSeed(43), 2), Progress.NONE);
        assertThat(digests(temporary.resolve("one")).values())
                .doesNotContainAnyElementsOf(digests(temporary.resolve("two")).values());
    }

    @Test
    void writes_the_columns_of_the_raw_tables_but_those_that_the_database_fills() throws Exception {
        var directory = CsvDirectory.at(temporary.resolve("out"));
        directory.write(feed(SCENARIO.withUsers(1), 1), Progress.NONE);
        for (var table : RawTable.values()) {
            var columns = new ArrayList<>(List.of(table.table().fields()));
            columns.removeIf(column -> column.getName().equals("_loaded_at"));
            assertThat(table.columns()).hasSameElementsAs(columns);
            assertThat(Files.readAllLines(directory.file(table)).getFirst()).isEqualTo(table.header());
        }
    }

    @Test
    void numbers_rows_without_gaps_and_refers_to_rows_that_are_there() throws Exception {
        var directory = CsvDirectory.at(temporary.resolve("out"));
        var rows = directory.write(feed(SCENARIO, 2), Progress.NONE);
        for (var table : RawTable.values()) {
            var ids = read(directory, table).stream()
                    .map(row -> Long.parseLong(row.get(0)))
                    .toList();
            assertThat(ids).hasSize((int) rows.of(table)).isSorted().doesNotHaveDuplicates();
            assertThat(ids.getFirst()).isEqualTo(1);
            assertThat(ids.getLast()).isEqualTo(rows.of(table));
        }
        var sessions = read(directory, RawTable.SESSIONS);
        assertThat(read(directory, RawTable.EVENTS)).allSatisfy(event -> {
            var session = sessions.get(Integer.parseInt(event.get("session_id")) - 1);
            assertThat(event.get("user_id")).isEqualTo(session.get("user_id"));
            assertThat(event.get("event_timestamp"))
                    .isBetween(session.get("session_start"), session.get("session_end"));
        });
        var subscriptions = read(directory, RawTable.SUBSCRIPTIONS);
        assertThat(read(directory, RawTable.PAYMENTS)).allSatisfy(payment -> {
            var subscription = subscriptions.get(Integer.parseInt(payment.get("subscription_id")) - 1);
            assertThat(payment.get("user_id")).isEqualTo(subscription.get("user_id"));
            assertThat(payment.get("payment_date")).isGreaterThan(subscription.get("started_at"));
        });
    }

    @Test
    void tells_how_far_it_has_come() {
        var told = new TreeMap<RawTable, Long>();
        var rows = CsvDirectory.at(temporary.resolve("out")).write(feed(SCENARIO, 2), told::put);
        for (var table : RawTable.values()) {
            assertThat(told).containsEntry(table, rows.of(table));
        }
        assertThat(rows.users()).isEqualTo(600);
        assertThat(rows.total())
                .isEqualTo(told.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void replaces_the_files_of_an_earlier_run() throws Exception {
        var directory = CsvDirectory.at(temporary);
        directory.write(feed(SCENARIO.withSeed(1), 2), Progress.NONE);
        directory.write(feed(SCENARIO, 2), Progress.NONE);
        CsvDirectory.at(temporary.resolve("fresh")).write(feed(SCENARIO, 2), Progress.NONE);
        var fresh = digests(temporary.resolve("fresh"));
        assertThat(fresh).hasSize(5);
        for (var table : RawTable.values()) {
            assertThat(directory.file(table))
                    .hasSameBinaryContentAs(temporary.resolve("fresh").resolve(table.fileName()));
        }
    }

    @Test
    void refuses_a_directory_that_holds_something_else() throws Exception {
        Files.createFile(temporary.resolve("thesis.txt"));
        assertThatThrownBy(() -> CsvDirectory.at(temporary).write(feed(SCENARIO, 1), Progress.NONE))
                .isInstanceOf(PulseException.class)
                .hasMessage(temporary
                        + ": it holds other files: thesis.txt. Choose a new or empty directory, or one that holds nothing but the"
                        + " five files of an earlier run. [output-not-writable]");
        assertThat(temporary).isDirectoryNotContaining("glob:**.csv*");
    }

    @Test
    void refuses_a_file_in_place_of_a_directory() throws Exception {
        var file = Files.createFile(temporary.resolve("out"));
        assertThatThrownBy(() -> CsvDirectory.at(file).write(feed(SCENARIO, 1), Progress.NONE))
                .isInstanceOf(PulseException.class)
                .hasMessage(file + ": it is a file. Choose a directory. [output-not-writable]");
    }

    @Test
    void refuses_a_directory_that_cannot_be_created() throws Exception {
        var file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> CsvDirectory.at(file.resolve("out")).write(feed(SCENARIO, 1), Progress.NONE))
                .isInstanceOf(PulseException.class)
                .hasMessageStartingWith(file.resolve("out") + ": it cannot be created: ")
                .hasMessageEndingWith("Choose a directory that can be created. [output-not-writable]");
    }

    static boolean hasFullDisk() {
        return Files.isWritable(FULL_DISK);
    }

    @Test
    @EnabledIf("hasFullDisk")
    void leaves_nothing_behind_when_the_disk_is_full() {
        var out = temporary.resolve("out");
        var directory = CsvDirectory.at(
                out,
                file -> Files.newOutputStream(file.getFileName().toString().startsWith("events") ? FULL_DISK : file));
        assertThatThrownBy(() -> directory.write(feed(SCENARIO, 2), Progress.NONE))
                .isInstanceOf(PulseException.class)
                .hasMessage(out
                        + ": No space left on device. Give the directory room and the right to write to it, or choose"
                        + " another. [output-not-writable]");
        assertThat(out).doesNotExist();
    }

    @Test
    @EnabledIf("hasFullDisk")
    void keeps_the_files_of_an_earlier_run_when_the_disk_is_full() throws Exception {
        CsvDirectory.at(temporary).write(feed(SCENARIO, 2), Progress.NONE);
        var before = digests(temporary);
        var directory = CsvDirectory.at(
                temporary,
                file -> Files.newOutputStream(file.getFileName().toString().startsWith("events") ? FULL_DISK : file));
        assertThatThrownBy(() -> directory.write(feed(SCENARIO.withSeed(7), 2), Progress.NONE))
                .isInstanceOf(PulseException.class);
        assertThat(digests(temporary)).isEqualTo(before);
    }
}
