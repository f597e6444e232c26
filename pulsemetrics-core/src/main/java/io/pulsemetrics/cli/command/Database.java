package io.pulsemetrics.cli.command;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** An open database. Closing stops the server if it was started for the command. */
public final class Database implements AutoCloseable {
    private static final int CONNECT_SECONDS = 10;
    private static final Pattern SECRET = Pattern.compile("(?i)[?&](ssl)?password=|//[^/?]*@");
    private static final Pattern URL = Pattern.compile("jdbc:postgresql://[^/?]+/[^/?]+(\\?.*)?");

    private final DataSource dataSource;
    private final String name;
    private final Runnable stop;

    /**
     * @param name what it is, in words and without secrets
     * @param stop what closing does
     */
    public Database(DataSource dataSource, String name, Runnable stop) {
        this.dataSource = requireNonNull(dataSource);
        this.name = requireNonNull(name);
        this.stop = requireNonNull(stop);
    }

    /** A database of a server; connects once, to see whether it can. */
    static Database at(String url, String user, @Nullable String password) {
        requireUrl(url);
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        dataSource.setConnectTimeout(CONNECT_SECONDS);
        var where = "%s as %s".formatted(url, user);
        try (var connection = dataSource.getConnection()) {
            connection.isValid(CONNECT_SECONDS);
        } catch (SQLException e) {
            throw refused(where, e);
        }
        return new Database(dataSource, where, () -> {});
    }

    /** @throws PulseException if it is no URL of a PostgreSQL database, or holds a secret, which is not repeated */
    static void requireUrl(String url) {
        if (SECRET.matcher(url).find()) {
            throw PulseException.of(
                    ErrorCode.URL_INVALID,
                    "--url",
                    "it holds a password or a user",
                    "Take it out; give --user, and set PGPASSWORD in the environment or use ~/.pgpass");
        }
        if (!URL.matcher(url).matches()) {
            throw PulseException.of(
                    ErrorCode.URL_INVALID,
                    "--url",
                    "'%s' does not name a database of a PostgreSQL server".formatted(url),
                    "Write it as jdbc:postgresql://host:5432/database");
        }
    }

    private static PulseException refused(String where, SQLException e) {
        var remedy = switch (String.valueOf(e.getSQLState())) {
            case "28P01", "28000", "08004" ->
                "Look whether --user is right, and set PGPASSWORD or write ~/.pgpass; the server's pg_hba.conf says who may"
                        + " connect from where";
            case "3D000" -> "Create it with CREATE DATABASE, or name another in --url";
            case "53300" -> "End some connections, or raise the server's max_connections";
            case "57P03" -> "Wait until the server has started";
            default -> "Look whether the server runs and whether host and port are right";
        };
        return PulseException.of(
                ErrorCode.CONNECTION_FAILED, where, "no connection: " + withoutStop(message(e)), remedy, e);
    }

    /** The first line of what was said; the driver itself does not say that nobody knows the host. */
    private static String message(SQLException e) {
        return Throwables.getCausalChain(e).stream()
                .filter(UnknownHostException.class::isInstance)
                .findFirst()
                .map(unknown -> "nobody knows the host " + unknown.getMessage())
                .orElseGet(
                        () -> String.valueOf(e.getMessage()).lines().findFirst().orElse("no message"));
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Where its connections come from. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** What it is, in words and without secrets. */
    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        stop.run();
    }
}
