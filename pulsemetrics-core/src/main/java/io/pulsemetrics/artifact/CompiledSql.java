package io.pulsemetrics.artifact;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.plan.PlannedAudit;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The rendered SQL of models, in {@code compiled/<schema>/<name>.sql}, and of what asks their checks, in {@code <name>.checks.sql}.
 *
 * @param directory where artifacts are
 */
record CompiledSql(Path directory) {

    /** Writes a file for each model, and one for its checks. What is there of other models stays. */
    void write(Collection<PlannedNode> nodes) {
        for (var node : nodes) {
            if (!node.select().isEmpty()) {
                ArtifactFile.write(file(node, ".sql"), node.select() + "\n");
            }
            if (!node.audits().isEmpty()) {
                ArtifactFile.write(
                        file(node, ".checks.sql"),
                        node.audits().stream().map(CompiledSql::text).collect(joining("\n")));
            }
        }
    }

    /** A query, under the names of the checks that it answers. */
    private static String text(PlannedAudit audit) {
        return audit.checks().stream()
                        .map(planned -> "-- " + planned.check().name().replaceAll("\\R", " ") + "\n")
                        .collect(joining())
                + audit.sql()
                + ";\n";
    }

    /** Writes a file for each check that found something that may be shown. */
    void writeChecks(Collection<NodeResult> results) {
        results.stream()
                .flatMap(node -> node.violated().stream())
                .filter(check -> !check.sql().isEmpty())
                .forEach(check -> ArtifactFile.write(file(check), check.sql() + "\n"));
    }

    /** {@code compiled/<schema>/<name>/<check>.sql}. */
    Path file(CheckResult check) {
        return directory
                .resolve("compiled")
                .resolve(check.node().schema())
                .resolve(check.node().name())
                .resolve(check.check().name().replaceAll("[^A-Za-z0-9_.-]", "_") + ".sql");
    }

    private Path file(PlannedNode node, String ending) {
        return directory
                .resolve("compiled")
                .resolve(node.name().schema())
                .resolve(node.name().name() + ending);
    }
}
