package io.pulsemetrics.generator.load;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.generator.rows.RawTable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.jooq.Field;

/** Reads the header line of a file: every column of the table once, in any order, and nothing else. A byte order mark is skipped. */
final class CsvHeader {
    private static final CharMatcher BYTE_ORDER_MARK = CharMatcher.is('\uFEFF');

    private CsvHeader() {}

    /** The columns in the order of the header; what is wrong with it is added to the problems. */
    static ImmutableList<Field<?>> read(RawTable table, Path file, List<Problem> problems) {
        ImmutableList<String> names;
        try {
            names = names(file);
        } catch (IOException | UncheckedIOException e) {
            problems.add(problem(table, "the header cannot be read as CSV: " + e.getMessage()));
            return ImmutableList.of();
        }
        ImmutableMap<String, Field<?>> known = Maps.uniqueIndex(table.columns(), Field::getName);
        Set<String> seen = new LinkedHashSet<>();
        for (var name : names) {
            if (!known.containsKey(name)) {
                problems.add(problem(table, "the header has the unknown column \"%s\"".formatted(name)));
            } else if (!seen.add(name)) {
                problems.add(problem(table, "the header has the column \"%s\" twice".formatted(name)));
            }
        }
        for (var name : known.keySet()) {
            if (!seen.contains(name)) {
                problems.add(problem(table, "the header lacks the column \"%s\"".formatted(name)));
            }
        }
        return seen.stream().<Field<?>>map(known::get).collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<String> names(Path file) throws IOException {
        try (var reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
                var records = CSVFormat.RFC4180.parse(reader)) {
            var first = records.iterator();
            if (!first.hasNext()) {
                return ImmutableList.of();
            }
            return first.next().stream().map(BYTE_ORDER_MARK::trimLeadingFrom).collect(ImmutableList.toImmutableList());
        }
    }

    private static Problem problem(RawTable table, String message) {
        return new Problem(
                ErrorCode.CSV_HEADER,
                table.fileName() + ":1",
                message,
                "Give the file the columns " + table.header().replace(",", ", "));
    }
}
