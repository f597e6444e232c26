package io.pulsemetrics.artifact;

import io.pulsemetrics.plan.PlannedNode;
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

    private Path file(PlannedNode node) {
        return directory
                .resolve("compiled")
                .resolve(node.name().schema())
                .resolve(node.name().name() + ".sql");
    }
}
