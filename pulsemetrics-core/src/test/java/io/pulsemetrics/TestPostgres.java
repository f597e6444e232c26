package io.pulsemetrics;

import com.google.common.collect.ImmutableMap;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A database of its own for a test, on one server per JVM. The server is embedded, or as {@code -Dpulse.postgres} says: {@code container}
 * (image {@code -Dpulse.postgres.image}) or {@code url} (an administrator's JDBC URL in {@code -Dpulse.postgres.url}). A server that cannot
 * be had fails the test; nothing is skipped.
 */
public final class TestPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String name = "t%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());

    private TestPostgres() {}

    /** A fresh, empty database; closing it drops it, whoever is still connected. */
    public static TestPostgres database() {
        var database = new TestPostgres();
        execute(
                Server.ADMIN,
                "create database %s strategy file_copy".formatted(database.name)); // half the work of the default
        return database;
    }

    /** Whether the server is somebody's, to be left as it is, rather than one that was started for the tests. */
    public static boolean isGiven() {
        return System.getProperty("pulse.postgres", "embedded").equals("url");
    }

    /** Unpooled connections of the administrator. */
    public PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(Server.ADMIN.getUrl());
        source.setUser(Server.ADMIN.getUser());
        source.setPassword(Server.ADMIN.getPassword());
        source.setDatabaseName(name);
        return source;
    }

    /** Unpooled connections of another role, whose password is its name. */
    public PGSimpleDataSource dataSource(String role) {
        var source = dataSource();
        source.setUser(role);
        source.setPassword(role);
        return source;
    }

    /** The JDBC URL of this database, with the administrator's user and password as parameters. */
    public String url() {
        var source = dataSource();
        return "%s&user=%s&password=%s".formatted(source.getUrl(), source.getUser(), source.getPassword());
    }

    /** The database's name: roles belong to the whole server, so let tests begin their role names with it. */
    public String name() {
        return name;
    }

    /** Runs statements as the administrator, each committed. */
    public void execute(String... statements) {
        execute(dataSource(), statements);
    }

    @Override
    public void close() {
        execute(Server.ADMIN, "drop database if exists %s with (force)".formatted(name));
    }

    private static void execute(DataSource source, String... statements) {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** Started on first use, stopped with the JVM. */
    private static final class Server {
        /** Nothing has to outlive the JVM. */
        private static final ImmutableMap<String, String> SETTINGS = ImmutableMap.of(
                "fsync", "off",
                "synchronous_commit", "off",
                "full_page_writes", "off",
                "wal_level", "minimal",
                "max_wal_senders", "0",
                "max_connections", "200");

        /** A database is 300 files: to make and drop hundreds of them on a disk is more work than all that is done in them. */
        private static final Path MEMORY = Path.of("/dev/shm");

        private static final long ROOM_BYTES = 2L << 30;

        static final PGSimpleDataSource ADMIN = switch (System.getProperty("pulse.postgres", "embedded")) {
            case "embedded" -> embedded();
            case "container" -> container();
            case "url" -> source(System.getProperty("pulse.postgres.url", ""), null, null);
            case String other -> throw new IllegalArgumentException("-Dpulse.postgres=" + other);
        };

        private static PGSimpleDataSource embedded() {
            try {
                var builder = EmbeddedPostgres.builder();
                SETTINGS.forEach(builder::setServerConfig);
                if (isRoomy(MEMORY)) {
                    builder.setDataDirectory(Files.createTempDirectory(MEMORY, "pulse-test"));
                }
                var server = builder.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
                return source(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isRoomy(Path directory) throws IOException {
            return Files.isWritable(directory) && Files.getFileStore(directory).getUsableSpace() > ROOM_BYTES;
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @SuppressWarnings("resource") // stopped by Testcontainers when the JVM ends
        private static PGSimpleDataSource container() {
            var server = new PostgreSQLContainer(System.getProperty("pulse.postgres.image", "postgres:16-alpine"))
                    .withTmpFs(Map.of("/memory", "rw"))
                    .withEnv("PGDATA", "/memory/data")
                    .withCommand(Stream.concat(
                                    Stream.of("postgres"),
                                    SETTINGS.entrySet().stream()
                                            .flatMap(setting ->
                                                    Stream.of("-c", setting.getKey() + "=" + setting.getValue())))
                            .toArray(String[]::new));
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            return source(server.getJdbcUrl(), server.getUsername(), server.getPassword());
        }

        private static PGSimpleDataSource source(String url, @Nullable String user, @Nullable String password) {
            var source = new PGSimpleDataSource();
            source.setUrl(url);
            if (user != null) {
                source.setUser(user);
                source.setPassword(password);
            }
            return source;
        }
    }
}
