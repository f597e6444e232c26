package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts PostgreSQL in a container, with the settings of an embedded server. */
final class ContainerServers {
    static final String DEFAULT_IMAGE = "postgres:16-alpine";
    private static final String IMAGE_PROPERTY = "pulse.postgres.image";
    private static final String SUPERUSER = "postgres";
    private static final String MEMORY = "/memory";
    private static final long SHARED_MEMORY_BYTES = 512L << 20; // parallel queries want more than an engine's 64 MB

    private ContainerServers() {}

    /** Whether an engine answers; half a second where there is none. */
    static boolean available() {
        QuietLogging.begin();
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static PostgresServer start(Storage storage) {
        if (!available()) {
            throw PulseException.of(
                    ErrorCode.CONTAINER_ENGINE_MISSING,
                    "PostgreSQL in a container",
                    "No container engine answers",
                    "Start one (DOCKER_HOST names its address), or use -Dpulse.postgres=embedded or url");
        }
        var container = container(System.getProperty(IMAGE_PROPERTY, DEFAULT_IMAGE));
        if (storage == Storage.MEMORY) {
            container.withTmpFs(Map.of(MEMORY, "rw")).withEnv("PGDATA", MEMORY + "/data");
        }
        container.start();
        var address = new ServerUrl(
                container.getHost() + ":" + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), "");
        return new PostgresServer(address, container.getUsername(), container.getPassword(), container::stop);
    }

    @SuppressWarnings("resource") // the caller starts and stops it
    private static PostgreSQLContainer container(String image) {
        return new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withUsername(SUPERUSER)
                .withPassword(SUPERUSER)
                .withSharedMemorySize(SHARED_MEMORY_BYTES)
                .withCommand(command().toArray(String[]::new));
    }

    private static List<String> command() {
        var command = new ArrayList<>(List.of("postgres", "-c", "fsync=off"));
        ServerSettings.ALL.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }
}
