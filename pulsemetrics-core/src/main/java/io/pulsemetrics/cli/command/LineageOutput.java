package io.pulsemetrics.cli.command;

import io.openlineage.client.Clients;
import io.pulsemetrics.artifact.LineageNames;
import io.pulsemetrics.artifact.OpenLineageListener;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.warehouse.ServerAddress;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where a run tells its lineage, if the environment says so as OpenLineage's clients understand it. Closing ends the telling. */
final class LineageOutput implements AutoCloseable {
    private final @Nullable OpenLineageListener listener;

    private LineageOutput(@Nullable OpenLineageListener listener) {
        this.listener = listener;
    }

    /** As {@code OPENLINEAGE_CONFIG} or {@code OPENLINEAGE_URL} say; nowhere if neither is set. */
    static LineageOutput of(Invocation invocation, Project project, DataSource source, Target target) {
        var config = invocation.environment("OPENLINEAGE_CONFIG");
        if (config == null && invocation.environment("OPENLINEAGE_URL") == null) {
            return new LineageOutput(null);
        }
        try (var session = Session.open(source, TargetCommand.reader(target, "lineage"), SessionSettings.UNLIMITED)) {
            var client = config == null ? Clients.newClient() : Clients.newClient(() -> List.of(Path.of(config)));
            return new LineageOutput(new OpenLineageListener(
                    client, project, names(invocation, ServerAddress.of(session)), invocation.clock()));
        } catch (NoClassDefFoundError e) {
            throw PulseException.of(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "OPENLINEAGE_CONFIG, OPENLINEAGE_URL",
                    "lineage is to be told, and OpenLineage's client is not on the class path",
                    "Add io.openlineage:openlineage-java to the project, or unset them",
                    e);
        }
    }

    private static LineageNames names(Invocation invocation, ServerAddress address) {
        var namespace = invocation.environment("OPENLINEAGE_NAMESPACE");
        return new LineageNames(
                namespace == null ? RunArtifacts.projectName(invocation) : namespace,
                "postgres://%s:%d".formatted(address.host(), address.port()),
                address.database());
    }

    /** The same options, with this listening. */
    RunOptions listening(RunOptions options) {
        return listener == null ? options : options.withListener(listener);
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
    }
}
