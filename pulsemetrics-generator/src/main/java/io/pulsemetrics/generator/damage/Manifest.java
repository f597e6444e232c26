package io.pulsemetrics.generator.damage;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was damaged.
 *
 * @param seed decided which rows were taken
 * @param entries by way and table, in the order in which it was done
 */
public record Manifest(long seed, ImmutableList<Entry> entries) {

    /**
     * What one way did to one table.
     *
     * @param table the table, without its schema
     * @param keys the keys of the rows that were taken, in ascending order; of rows that lost their key, the one that they had
     */
    public record Entry(Way way, String table, ImmutableList<Long> keys) {
        /** How many things were damaged. */
        public int count() {
            return keys.size();
        }
    }

    /** What a way did. */
    public ImmutableList<Entry> of(Way way) {
        return entries.stream().filter(entry -> entry.way().equals(way)).collect(toImmutableList());
    }

    /** How many things a way damaged. */
    public int count(Way way) {
        return of(way).stream().mapToInt(Entry::count).sum();
    }

    /**
     * Writes a line of JSON for each entry.
     *
     * @throws PulseException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
     */
    public void writeTo(Path file) {
        try {
            Files.write(file, entries.stream().map(this::line).toList());
        } catch (IOException e) {
            throw PulseException.of(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    file.toString(),
                    "the manifest cannot be written: " + e.getMessage(),
                    "Name a file in a directory that exists and is writable",
                    e);
        }
    }

    private String line(Entry entry) {
        return Json.write(ImmutableMap.builder()
                .put("way", entry.way().name())
                .put("description", entry.way().description())
                .put("handling", entry.way().handling().text())
                .put("seed", seed)
                .put("table", entry.table())
                .put("count", entry.count())
                .put("keys", entry.keys())
                .buildOrThrow());
    }
}
