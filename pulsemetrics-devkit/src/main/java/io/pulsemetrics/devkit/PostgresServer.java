package io.pulsemetrics.devkit;

import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.name;

import com.google.common.base.CharMatcher;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server for development and tests: embedded in this JVM's care, in a container, or one that runs already.
 * Thread-safe.
 *
 * <p>Closing stops what was started here and leaves a server that was only found alone. An embedded server and a container
 * are stopped when the JVM ends, too, unless it is killed.
 *
 * <p><b>Not crash-safe.</b> Embedded servers and containers run with {@code fsync} off: data survives the death of this JVM
 * and of the server's own processes, but not a crash of the operating system. An embedded server listens on the loopback
 * interface and trusts every local user.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String MAINTENANCE_DATABASE = "postgres";

    private final ServerUrl address;
    private final String user;
    private final @Nullable String password;
    private final Runnable stop;

    PostgresServer(ServerUrl address, String user, @Nullable String password, Runnable stop) {
        this.address = requireNonNull(address, "address");
        this.user = requireNonNull(user, "user");
        this.password = password;
        this.stop = requireNonNull(stop, "stop");
    }

    /** Starts an embedded server whose data goes when it is closed; ready when this returns (1 to 4 s). */
    public static PostgresServer embedded() {
        return EmbeddedServers.throwAway(Storage.DISK);
    }

    /**
     * Starts an embedded server whose data is kept in a directory, created where missing; ready when this returns (below 1 s
     * when the data exists). The port is a free one at first and the same one afterwards, as long as it is free. A server that
     * a killed JVM has left running is taken over, after its connections have been ended. One JVM at a time may use a
     * directory. The server's log is {@code server.log} in the directory.
     *
     * @throws PulseException {@code data-directory-in-use} when another JVM (or this one) uses the
     *     directory; {@code data-directory-invalid} when it holds something else, or data of another major version
     */
    public static PostgresServer embedded(Path directory) {
        return EmbeddedServers.kept(directory);
    }

    /**
     * Starts a container of the image that {@code -Dpulse.postgres.image} names, default {@value
     * ContainerServers#DEFAULT_IMAGE}.
     *
     * @throws PulseException {@code container-engine-missing} when no engine answers
     */
    public static PostgresServer container() {
        return ContainerServers.start(Storage.DISK);
    }

    /**
     * A server that runs already; nothing is connected to yet.
     *
     * @param url {@code jdbc:postgresql://host:port/...}; its database is ignored, its parameters are kept
     * @param user must be allowed to create databases if {@link #createDatabase()} is to work
     * @throws PulseException {@code postgres-choice-invalid} when the URL is not such a URL, or holds a
     *     password
     */
    public static PostgresServer at(String url, String user, @Nullable String password) {
        return new PostgresServer(ServerUrl.parse(url), user, password, () -> {});
    }

    /**
     * The one server that all tests of this JVM share, started by the first call and stopped when the JVM ends: what {@code
     * -Dpulse.postgres} says, {@code container}, {@code embedded} or {@code url} (then {@code -Dpulse.postgres.url}, user and
     * password from {@code -Dpulse.postgres.user} and {@code -Dpulse.postgres.password} or else the environment's {@code
     * PGUSER} and {@code PGPASSWORD}). Without it a container where an engine answers, else embedded. With {@code
     * -Dpulse.postgres.memory=true} a server that is started has its files in memory.
     *
     * @throws PulseException when what was asked for is not to be had: nothing falls back silently
     */
    public static PostgresServer forTests() {
        return SharedServer.get();
    }

    /** Opens a connection per call and does not pool; no database is looked for until then. */
    public DataSource dataSource(String database) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setURL(url(database));
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** The JDBC URL of a database; never with a user or a password. */
    public String url(String database) {
        return address.of(database);
    }

    /** Who connects. */
    public String user() {
        return user;
    }

    /**
     * Creates a database with a name that no other has, and answers the name.
     *
     * @throws PulseException {@code postgres-refused} when the server can not be reached or the role may not do it; so do the
     *     other methods that create or drop
     */
    public String createDatabase() {
        return createDatabaseFrom("template1");
    }

    /**
     * Creates a copy of a database, with a name that no other has, and answers the name. Nobody may be connected to the
     * original.
     */
    public String createDatabaseFrom(String template) {
        var database = "pulse_" + UUID.randomUUID().toString().replace("-", "");
        administer(sql -> sql.execute("create database {0} template {1}", name(database), name(template)));
        return database;
    }

    /** Creates the database where it is missing; answers whether it was. */
    public boolean ensureDatabase(String database) {
        return administer(sql -> {
            var missing = !sql.fetchExists(sql.selectOne().from("pg_database").where("datname = ?", database));
            if (missing) {
                sql.execute("create database {0}", name(database));
            }
            return missing;
        });
    }

    /** Drops a database, if it is there, and ends whatever is connected to it. */
    public void dropDatabase(String database) {
        administer(sql -> sql.execute("drop database if exists {0} with (force)", name(database)));
    }

    private <T> T administer(Function<DSLContext, T> work) {
        try {
            return work.apply(DSL.using(dataSource(MAINTENANCE_DATABASE), SQLDialect.POSTGRES));
        } catch (DataAccessException e) {
            throw refused(MAINTENANCE_DATABASE, e.getCause() == null ? e : e.getCause());
        }
    }

    PulseException refused(String database, Throwable reason) {
        return PulseException.of(
                ErrorCode.POSTGRES_REFUSED,
                url(database),
                "The server refused '%s': %s".formatted(user, sentence(reason)),
                "See whether it runs, takes this user and password, and lets the user create databases",
                reason);
    }

    private static String sentence(Throwable reason) {
        return CharMatcher.is('.')
                .trimTrailingFrom(String.valueOf(reason.getMessage()).strip());
    }

    /** Stops what was started here; a second call does nothing. */
    @Override
    public void close() {
        stop.run();
    }

    @Override
    public String toString() {
        return url(MAINTENANCE_DATABASE);
    }
}
