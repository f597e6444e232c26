package io.pulsemetrics.artifact;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceFreshness;
import io.pulsemetrics.warehouse.CatalogTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The artifacts in a directory: {@code manifest.json}, {@code run_results.json}, {@code catalog.json}, {@code sources.json} and {@code
 * compiled/}.
 *
 * @param directory which need not exist
 */
public record Artifacts(Path directory) {
    private static final ImmutableList<String> NAMES =
            ImmutableList.of("manifest.json", "run_results.json", "catalog.json", "sources.json", "compiled");

    /** Writes {@code manifest.json}, and the SQL of the nodes that were compiled. */
    public void writeManifest(Project project, ArtifactContext context, List<PlannedNode> compiled) {
        new CompiledSql(directory).write(compiled);
        write("manifest.json", new Manifest(project, context, compiled).json());
    }

    /** Writes {@code run_results.json} of a run. */
    public void writeRunResults(Project project, ArtifactContext context, RunResult result) {
        write(
                "run_results.json",
                new RunResults(project, context, true)
                        .json(result.nodes().values(), result.sources(), result.duration()));
    }

    /** Writes {@code run_results.json} of checks that were asked of what is published, and the SQL that shows what they found. */
    public void writeCheckResults(
            Project project, ArtifactContext context, List<NodeResult> results, Duration elapsed) {
        new CompiledSql(directory).writeChecks(results);
        write("run_results.json", new RunResults(project, context, false).json(results, elapsed));
    }

    /** The file of the SQL that shows all violations of a check; it is written if some column of them may be shown. */
    public Path sqlOf(CheckResult check) {
        return new CompiledSql(directory).file(check);
    }

    /** Writes {@code sources.json}. */
    public void writeSources(ArtifactContext context, List<SourceFreshness> sources, Duration elapsed) {
        write("sources.json", new SourcesArtifact(context).json(sources, elapsed));
    }

    /** Writes {@code catalog.json}. */
    public void writeCatalog(Project project, ArtifactContext context, List<CatalogTable> tables) {
        write("catalog.json", new CatalogArtifact(project, context).json(tables));
    }

    private void write(String name, Object json) {
        ArtifactFile.write(directory.resolve(name), Json.write(json));
    }

    /** Removes them, and the directory if nothing else is in it; returns how many files were removed. */
    public int remove() {
        try {
            int removed = 0;
            for (var name : NAMES) {
                removed += remove(directory.resolve(name));
            }
            if (Files.isDirectory(directory)) {
                try (var left = Files.list(directory)) {
                    if (left.findAny().isEmpty()) {
                        Files.delete(directory);
                    }
                }
            }
            return removed;
        } catch (IOException e) {
            throw PulseException.of(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    directory.toString(),
                    "its artifacts cannot be removed: " + e.getMessage(),
                    "Remove them by hand",
                    e);
        }
    }

    private static int remove(Path top) throws IOException {
        if (!Files.exists(top)) {
            return 0;
        }
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(top)) {
            files.sorted(Comparator.reverseOrder()).forEach(found::add);
        }
        int removed = 0;
        for (var file : found) {
            removed += Files.isDirectory(file) ? 0 : 1;
            Files.delete(file);
        }
        return removed;
    }
}
