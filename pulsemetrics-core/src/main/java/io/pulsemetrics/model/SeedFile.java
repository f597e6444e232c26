package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.apache.commons.csv.QuoteMode;
import org.jooq.ConverterProvider;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DefaultConverterProvider;
import org.jspecify.annotations.Nullable;

/** Reads the CSV resource of a seed. */
final class SeedFile {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();

    private static final ConverterProvider CONVERTERS = new DefaultConverterProvider();

    private SeedFile() {}

    static ImmutableList<List<Object>> read(Relation<?> seed, Class<?> beside, String resource) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (var stream = beside.getResourceAsStream(resource)) {
            if (stream == null) {
                throw problem(resource, "the resource of seed " + seed.getName() + " is not on the class path", null);
            }
            try (var parser = CSVParser.builder()
                    .setReader(new InputStreamReader(stream, decoder))
                    .setFormat(FORMAT)
                    .get()) {
                return rows(seed, resource, parser);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw problem(resource, "the file cannot be read as CSV: " + e.getMessage(), e);
        }
    }

    private static ImmutableList<List<Object>> rows(Relation<?> seed, String resource, CSVParser parser) {
        var columns = seed.columns();
        var names = columns.stream().map(Column::getName).toList();
        if (!parser.getHeaderNames().equals(names)) {
            throw problem(
                    resource + ":1",
                    "the header is %s, the columns of seed %s are %s"
                            .formatted(
                                    String.join(", ", parser.getHeaderNames()),
                                    seed.getName(),
                                    String.join(", ", names)),
                    null);
        }
        var problems = new ArrayList<Problem>();
        var rows = ImmutableList.<List<Object>>builder();
        for (CSVRecord line : parser) {
            var where = "%s:%d".formatted(resource, parser.getCurrentLineNumber());
            if (line.size() != columns.size()) {
                problems.add(mismatch(
                        where, "the line has %d values, the header has %d".formatted(line.size(), columns.size())));
                continue;
            }
            var row = new ArrayList<@Nullable Object>();
            for (int i = 0; i < columns.size(); i++) {
                row.add(value(columns.get(i), line.get(i), where, problems));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
        return rows.build();
    }

    private static @Nullable Object value(
            Column<?> column, @Nullable String text, String where, List<Problem> problems) {
        if (text == null) {
            return null;
        }
        try {
            var value = convert(column, text);
            if (value != null) {
                return value;
            }
        } catch (DataTypeException | IllegalArgumentException e) {
            // reported below, with the place
        }
        problems.add(mismatch(
                where,
                "column %s is %s and cannot hold '%s'"
                        .formatted(column.getName(), column.getType().getSimpleName(), text)));
        return null;
    }

    private static <T> @Nullable T convert(Column<T> column, String text) {
        var converter = CONVERTERS.provide(String.class, column.getType());
        return converter == null ? null : converter.from(text);
    }

    private static Problem mismatch(String where, String message) {
        return new Problem(ErrorCode.SEED_FILE, where, message, "Correct the file or the columns of the seed");
    }

    private static PulseException problem(String where, String message, @Nullable Exception cause) {
        return PulseException.of(
                ErrorCode.SEED_FILE, where, message, "Correct the file or the columns of the seed", cause);
    }
}
