package io.pulsemetrics.generator.benchmark;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Severity;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.PlannedCheck;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.impl.DSL;

/**
 * A project of dbt that tests what a project's checks say, of the same tables: with dbt's own tests where it has one ({@code not_null},
 * {@code unique}, {@code relationships}), else with a singular test, a query of the offending rows.
 */
final class DbtProject {
    private final Project project;
    private final Instant asOf;

    DbtProject(Project project, Instant asOf) {
        this.project = project;
        this.asOf = asOf;
    }

    void write(Path directory, String host, int port, String database, String user, int threads) throws IOException {
        Files.createDirectories(directory.resolve("models"));
        Files.createDirectories(directory.resolve("tests"));
        Files.writeString(directory.resolve("dbt_project.yml"), """
                name: checks
                version: "1.0"
                profile: checks
                flags:
                  send_anonymous_usage_stats: false
                """);
        Files.writeString(directory.resolve("profiles.yml"), """
                checks:
                  target: bench
                  outputs:
                    bench: {type: postgres, host: "%s", port: %d, dbname: "%s", user: "%s", password: "", schema: public, threads: %d}
                """.formatted(host, port, database, user, threads));
        var yaml = new StringBuilder("version: 2\nsources:\n");
        for (String schema : project.schemas()) {
            yaml.append("  - name: %s\n    tables:\n".formatted(schema));
            for (Node node : project.nodes()) {
                if (node.name().schema().equals(schema)) {
                    yaml.append(table(node, directory));
                }
            }
        }
        Files.writeString(directory.resolve("models/sources.yml"), yaml);
    }

    private String table(Node node, Path directory) throws IOException {
        Map<String, StringBuilder> columns = new LinkedHashMap<>();
        for (Check check : node.checks()) {
            var test = ownTest(node, check);
            if (test.isEmpty()) {
                singular(node, check, directory);
            } else {
                columns.computeIfAbsent(check.columns().getFirst().getName(), name -> new StringBuilder())
                        .append(test);
            }
        }
        return "      - name: %s\n".formatted(node.name().name())
                + (columns.isEmpty() ? "" : "        columns:\n")
                + columns.entrySet().stream()
                        .map(column -> "          - name: %s\n            data_tests:\n%s"
                                .formatted(column.getKey(), column.getValue()))
                        .collect(joining());
    }

    /** The test that dbt has for a check of one column, without conditions; empty if there is none. */
    private static String ownTest(Node node, Check check) {
        if (check.columns().size() != 1 || !check.options().where().equals(DSL.noCondition())) {
            return "";
        }
        return switch (check.type()) {
            case "not_null", "unique" -> test(node, check, "");
            case "relationships" -> {
                var arguments = arguments(node, check);
                yield arguments.isEmpty() ? "" : test(node, check, arguments);
            }
            default -> "";
        };
    }

    private static String test(Node node, Check check, String arguments) {
        return "              - %s:\n                  name: %s__%s\n%s                  config: {severity: %s}\n"
                .formatted(check.type(), node.name().name(), check.name(), arguments, severity(check));
    }

    private static String severity(Check check) {
        return check.severity() == Severity.WARN ? "warn" : "error";
    }

    /** Where a reference points to; empty if that is more than a column. */
    private static String arguments(Node node, Check check) {
        var target =
                RelationName.of(requireNonNull(Audit.others(check).getFirst().get()));
        var columns = Lineage.of(Audit.violations(node.relation(), check)).indirect().stream()
                .filter(origin -> origin.relation().equals(target))
                .map(Origin::column)
                .distinct()
                .toList();
        return columns.size() != 1
                ? ""
                : "                  arguments: {to: \"source('%s', '%s')\", field: %s}\n"
                        .formatted(target.schema(), target.name(), columns.getFirst());
    }

    private void singular(Node node, Check check, Path directory) throws IOException {
        var planned =
                Planner.audits(project, ImmutableSetMultimap.of(node.name(), check), ParameterValues.asOf(asOf))
                        .stream()
                        .flatMap(relation -> relation.audits().stream())
                        .flatMap(audit -> audit.checks().stream())
                        .findFirst()
                        .orElseThrow();
        Files.writeString(
                directory.resolve("tests/%s__%s.sql".formatted(node.name().name(), check.name())),
                "{{ config(severity='%s') }}\n%s\n".formatted(severity(check), rows(planned)));
    }

    private static String rows(PlannedCheck planned) {
        return planned.stored().isEmpty() ? planned.rows() : planned.stored();
    }
}
