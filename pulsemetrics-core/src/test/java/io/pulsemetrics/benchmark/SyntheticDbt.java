package io.pulsemetrics.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the models of {@link SyntheticProject} as a dbt project: the same parents, columns and checks.
 *
 * @param directory where it is written
 * @param models how many models
 * @param described whether columns and checks are written, too; without them dbt has less to do
 */
record SyntheticDbt(Path directory, int models, boolean described) {
    private static final String PROJECT = """
            name: synthetic
            profile: synthetic
            models:
              synthetic:
                +materialized: table
            """;

    private static final String PROFILES = """
            synthetic:
              target: dev
              outputs:
                dev: {type: postgres, host: localhost, port: 5432, user: nobody, password: none, dbname: none, schema: synthetic}
            """;

    private static final String SOURCES = """
            version: 2
            sources:
              - name: raw
                tables:
                  - name: first
                  - name: second
                  - name: third
            """;

    void write() throws IOException {
        Files.createDirectories(directory.resolve("models"));
        Files.writeString(directory.resolve("dbt_project.yml"), PROJECT);
        Files.writeString(directory.resolve("profiles.yml"), PROFILES);
        Files.writeString(directory.resolve("models/sources.yml"), SOURCES);
        for (var kind : List.of("class", "inline")) {
            for (int first = 0; first < models / 2; first += SyntheticProject.WIDTH) {
                storey(kind, first, Math.min(models / 2, first + SyntheticProject.WIDTH));
            }
        }
    }

    private void storey(String kind, int first, int end) throws IOException {
        var folder = directory.resolve("models/%s/storey_%d".formatted(kind, first / SyntheticProject.WIDTH));
        Files.createDirectories(folder);
        for (int number = first; number < end; number++) {
            Files.writeString(folder.resolve(name(kind, number) + ".sql"), query(parents(kind, number)));
        }
        if (described) {
            var properties = IntStream.range(first, end)
                    .mapToObj(number -> properties(name(kind, number)))
                    .collect(joining("", "version: 2\nmodels:\n", ""));
            Files.writeString(folder.resolve("models.yml"), properties);
        }
    }

    private static String query(List<String> parents) {
        return """
                select a.id, coalesce(b.label, c.label) as label, a.amount + b.amount as amount,
                    greatest(a.day, c.day) as day, c.events
                from {{ %s }} as a
                join {{ %s }} as b on b.id = a.id
                left join {{ %s }} as c on c.id = a.id
                where a.day is not null
                """.formatted(parents.get(0), parents.get(1), parents.get(2));
    }

    private static String properties(String model) {
        return """
                  - name: %s
                    columns:
                      - name: id
                        data_tests: [unique, not_null]
                      - name: label
                      - name: amount
                        data_tests: [not_null]
                      - name: day
                      - name: events
                """.formatted(model);
    }

    private static List<String> parents(String kind, int number) {
        var parents = SyntheticProject.parents(number);
        return parents.isEmpty()
                ? List.of("source('raw', 'first')", "source('raw', 'second')", "source('raw', 'third')")
                : parents.stream()
                        .map(parent -> "ref('%s')".formatted(name(kind, parent)))
                        .toList();
    }

    private static String name(String kind, int number) {
        return "%s_%05d".formatted(kind, number);
    }
}
