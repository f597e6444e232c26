package io.pulsemetrics.artifact;

import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The rendered SQL of models, in {@code compiled/<schema>/<name>.sql}.
 *
 * @param directory where artifacts are
 */
record CompiledSql(Path directory) {

    /** Writes a file for each model. What is there of other models stays. */
    void write(Collection<PlannedNode> nodes) {
        nodes.stream()
                .filter(node -> !node.select().isEmpty())
                .forEach(node -> ArtifactFile.write(file(node), node.select() + "\n"));
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

    private Path file(PlannedNode node) {
        return directory
                .resolve("compiled")
                .resolve(node.name().schema())
                .resolve(node.name().name() + ".sql");
    }
}
