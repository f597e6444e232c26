package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** A postmaster whose JVM was killed: it runs on and still serves its data directory. */
final class LeftoverServer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** Twice client_connection_check_interval: so long a backend may work on after its client and postmaster are gone. */
    private static final Duration LAST_WORK = Duration.ofSeconds(1);

    private static final int PORT_LINE = 3; // of postmaster.pid, after process id, directory and start time

    private LeftoverServer() {}

    /**
     * The port of the server that runs on this data directory, after the connections of the dead JVM have been ended; empty
     * where none runs. Waits for one that is just starting, recovering or stopping.
     */
    static OptionalInt takeOver(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return OptionalInt.empty();
        }
        var lines = Files.readAllLines(pidFile);
        if (lines.size() <= PORT_LINE) {
            return OptionalInt.empty();
        }
        var process = Long.parseLong(lines.getFirst().strip());
        var port = Integer.parseInt(lines.get(PORT_LINE).strip());
        var deadline = Instant.now().plus(PATIENCE);
        while (runsPostgres(process)) {
            try {
                return endConnections(port, data) ? OptionalInt.of(port) : OptionalInt.empty();
            } catch (SQLException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw stuck(data, e);
                }
                pause(PAUSE);
            }
        }
        pause(LAST_WORK); // killed: its orphans still hold the shared memory
        return OptionalInt.empty();
    }

    /** Also a postmaster that ended and was not waited for yet: it has no command any more, and PostgreSQL sees it, too. */
    private static boolean runsPostgres(long process) {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::info)
                .filter(info ->
                        info.command().map(path -> path.contains("postgres")).orElseGet(() -> isOurs(info)))
                .isPresent();
    }

    private static boolean isOurs(ProcessHandle.Info process) {
        return process.user().equals(ProcessHandle.current().info().user());
    }

    /** Answers false, and ends nothing, when the server on this port serves another directory. */
    private static boolean endConnections(int port, Path data) throws SQLException {
        var url = ServerUrl.local(port).of("postgres");
        try (var connection = DriverManager.getConnection(url, EmbeddedServers.SUPERUSER, null)) {
            if (!data.equals(Path.of(dataDirectory(connection)))) {
                return false;
            }
            try (var end = connection.createStatement()) {
                end.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
            }
            return true;
        }
    }

    private static String dataDirectory(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("show data_directory")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void pause(Duration duration) throws InterruptedIOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a server of another process ended");
        }
    }

    private static PulseException stuck(Path data, SQLException reason) {
        return PulseException.of(
                ErrorCode.EMBEDDED_POSTGRES_FAILED,
                data.toString(),
                "The server that runs on this directory accepts no connection: " + reason.getMessage(),
                "End the process whose id is the first line of postmaster.pid",
                reason);
    }
}
