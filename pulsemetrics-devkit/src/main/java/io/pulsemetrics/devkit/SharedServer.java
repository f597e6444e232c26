package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The server of this JVM's tests, and how it is chosen. */
final class SharedServer {
    private static final String CHOICE = "pulse.postgres";
    private static @Nullable PostgresServer server;

    private SharedServer() {}

    static synchronized PostgresServer get() {
        var running = server;
        if (running == null) {
            running = choose(System.getProperties(), System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "pulse-postgres-stop"));
            server = running;
        }
        return running;
    }

    static PostgresServer choose(Properties properties, Map<String, String> environment) {
        var choice = properties.getProperty(CHOICE);
        var storage = Boolean.parseBoolean(properties.getProperty(CHOICE + ".memory")) ? Storage.MEMORY : Storage.DISK;
        if (choice == null) {
            return ContainerServers.available() ? ContainerServers.start(storage) : EmbeddedServers.throwAway(storage);
        }
        return switch (choice) {
            case "container" -> ContainerServers.start(storage);
            case "embedded" -> EmbeddedServers.throwAway(storage);
            case "url" -> running(properties, environment);
            default ->
                throw PulseException.of(
                        ErrorCode.POSTGRES_CHOICE_INVALID,
                        "-D" + CHOICE,
                        "'%s' is not a choice of server".formatted(choice),
                        "Say container, embedded or url");
        };
    }

    private static PostgresServer running(Properties properties, Map<String, String> environment) {
        var url = properties.getProperty("pulse.postgres.url");
        if (url == null) {
            throw PulseException.of(
                    ErrorCode.POSTGRES_CHOICE_INVALID,
                    "-D" + CHOICE,
                    "'url' was chosen, but no URL was given",
                    "Add -Dpulse.postgres.url=jdbc:postgresql://host:port/database");
        }
        var user = properties.getProperty("pulse.postgres.user", environment.get("PGUSER"));
        var password = properties.getProperty("pulse.postgres.password", environment.get("PGPASSWORD"));
        return PostgresServer.at(url, user == null ? EmbeddedServers.SUPERUSER : user, password);
    }
}
