package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.artifact.ArtifactContext;
import io.pulsemetrics.artifact.Artifacts;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceFreshness;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.CatalogTable;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the artifacts of a command in a directory.
 *
 * @param directory where they are written
 */
record RunArtifacts(Invocation invocation, Path directory) {

    /** What a database says. */
    private record Found(String database, List<CatalogTable> tables) {}

    /** After a run: all of them. */
    void write(Project project, DataSource source, RunOptions options, RunResult result) {
        var found = find(project, source);
        var context = context(found.database(), result.runId());
        var artifacts = new Artifacts(directory);
        artifacts.writeManifest(
                project,
                context,
                ModelRunner.of(project, source).with(options).compile(ImmutableSet.copyOf(project.nodes())));
        artifacts.writeRunResults(project, context, result);
        artifacts.writeCatalog(project, context, found.tables());
    }

    /** After checks of what is published: their results. */
    void write(Project project, List<NodeResult> checked, Duration elapsed) {
        new Artifacts(directory)
                .writeCheckResults(project, context(null, UUID.randomUUID().toString()), checked, elapsed);
    }

    /** The file of the SQL that shows what a check found. */
    Path sqlOf(CheckResult check) {
        return new Artifacts(directory).sqlOf(check);
    }

    /** How fresh sources are. */
    void writeSources(List<SourceFreshness> sources) {
        var elapsed = sources.stream().map(SourceFreshness::took).reduce(Duration.ZERO, Duration::plus);
        new Artifacts(directory).writeSources(context(null, UUID.randomUUID().toString()), sources, elapsed);
    }

    /** The manifest alone, with the SQL of what was compiled. */
    void writeManifest(Project project, List<PlannedNode> compiled) {
        new Artifacts(directory)
                .writeManifest(project, context(null, UUID.randomUUID().toString()), compiled);
    }

    private ArtifactContext context(@Nullable String database, String invocationId) {
        return new ArtifactContext(
                projectName(invocation), database, invocation.clock().instant(), invocationId);
    }

    /** What users type, without what is no letter or digit: {@code ./pulse} gives {@code pulse}. */
    static String projectName(Invocation invocation) {
        var name = invocation.launcher().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
        var trimmed = name.replaceAll("^_+|_+$", "");
        return trimmed.isEmpty() ? "pulse" : trimmed;
    }

    private Found find(Project project, DataSource source) {
        try (var session = Session.open(
                source, TargetCommand.reader(invocation.target(), "artifacts"), SessionSettings.UNLIMITED)) {
            var names = ImmutableSet.<RelationName>builder()
                    .addAll(project.sources().keySet());
            project.nodes().forEach(node -> names.add(node.name()));
            return new Found(
                    session.sql().fetchSingle("select current_database()::text").get(0, String.class),
                    new Catalog(session).tables(names.build()));
        }
    }
}
