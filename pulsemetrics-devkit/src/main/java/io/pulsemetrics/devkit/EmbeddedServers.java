package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Starts embedded PostgreSQL with the project's settings, and says in words why it did not start. */
final class EmbeddedServers {
    static final String SUPERUSER = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private EmbeddedServers() {}

    static PostgresServer throwAway(Storage storage) {
        var log = temporaryLog();
        var builder = builder(log);
        storage.newDirectory().ifPresent(builder::setDataDirectory);
        var server = start(builder, log);
        return new PostgresServer(ServerUrl.local(server.getPort()), SUPERUSER, null, () -> {
            stop(server);
            delete(log);
        });
    }

    static PostgresServer kept(Path path) {
        var directory = KeptDirectory.open(path);
        try {
            var port = directory.port();
            var builder = builder(directory.log())
                    .setDataDirectory(directory.data())
                    .setCleanDataDirectory(false)
                    .setPort(port);
            var server = start(builder, directory.log());
            directory.started(port);
            return new PostgresServer(ServerUrl.local(port), SUPERUSER, null, () -> {
                stop(server);
                directory.close();
            });
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static EmbeddedPostgres.Builder builder(Path log) {
        QuietLogging.begin();
        var builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(Binaries.RESOLVER)
                .setLocaleConfig("locale", locale(System.getProperty("os.name", "")))
                .setPGStartupWait(START_LIMIT)
                .setErrorRedirector(Redirect.appendTo(log.toFile()))
                .setOutputRedirector(Redirect.appendTo(log.toFile()));
        ServerSettings.ALL.forEach(builder::setServerConfig);
        return builder;
    }

    /** Code point order everywhere; only glibc and musl know the locale that also folds the case of all letters. */
    static String locale(String operatingSystem) {
        return operatingSystem.toLowerCase(Locale.ROOT).contains("linux") ? "C.UTF-8" : "C";
    }

    private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path log) {
        try {
            return builder.start();
        } catch (PulseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw PulseException.of(
                    ErrorCode.EMBEDDED_POSTGRES_FAILED,
                    "embedded PostgreSQL",
                    "The server did not start: " + fatal(log).orElse(String.valueOf(e.getMessage())),
                    "Its log is " + log,
                    e);
        }
    }

    /** What the server said last before it gave up, with the detail that follows. */
    static Optional<String> fatal(Path log) {
        try {
            var lines = Files.readAllLines(log);
            for (var i = lines.size() - 1; i >= 0; i--) {
                var start = lines.get(i).indexOf("FATAL: ");
                if (start >= 0) {
                    var next = i + 1 < lines.size() ? lines.get(i + 1) : "";
                    var detail = next.indexOf("DETAIL: ");
                    return Optional.of(
                            lines.get(i).substring(start) + (detail < 0 ? "" : "; " + next.substring(detail)));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("unknown, since its log can not be read: " + e);
        }
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Embedded PostgreSQL did not stop", e);
        }
    }

    private static Path temporaryLog() {
        try {
            var log = Files.createTempFile("pulse-postgres", ".log");
            log.toFile().deleteOnExit();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No file for the server's log in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    private static void delete(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException("The server's log stays behind: " + log, e);
        }
    }
}
