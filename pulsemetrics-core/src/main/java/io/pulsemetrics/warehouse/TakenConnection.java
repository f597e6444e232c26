package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.postgresql.PGConnection;

/**
 * A connection that was taken from a source, which may be an application's pool, and made ready: it commits each statement by itself and has
 * the settings it was asked for. It is given back as it was: auto-commit, read-only flag and every setting. Not thread-safe.
 */
final class TakenConnection {
    private static final int SECONDS_FOR_AN_ANSWER = 5;

    private final Connection connection;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final ImmutableMap<String, String> before;
    private final int backend;

    private TakenConnection(Connection connection, Map<String, String> settings) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        if (!autoCommit) {
            connection.rollback();
        }
        connection.setReadOnly(false);
        connection.setAutoCommit(true);
        this.before = read(settings.keySet());
        set(settings);
        this.backend = connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Takes a connection and makes it ready; one that cannot be made ready is closed. */
    static TakenConnection from(DataSource source, Map<String, String> settings) throws SQLException {
        var connection = source.getConnection();
        try {
            return new TakenConnection(connection, settings);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** The server process behind it. */
    int backend() {
        return backend;
    }

    /** Whether it is closed or broken; asks the server. */
    boolean isLost() {
        try {
            return connection.isClosed() || !connection.isValid(SECONDS_FOR_AN_ANSWER);
        } catch (SQLException e) {
            throw new DataAccessException("connection check failed", e);
        }
    }

    void begin() {
        attempt(() -> connection.setAutoCommit(false));
    }

    void commit() {
        attempt(() -> {
            connection.commit();
            connection.setAutoCommit(true);
        });
    }

    /** Ends the transaction, if one is open. */
    void rollback() {
        attempt(() -> {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private static void attempt(Transaction step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw new DataAccessException("transaction failed", e);
        }
    }

    /** A step that JDBC may fail. */
    private interface Transaction {
        void run() throws SQLException;
    }

    /** Closes it as it is. */
    void discard() throws SQLException {
        connection.close();
    }

    /** Rolls back what is open, puts everything back to what it was and closes it. One that is lost is only closed. */
    void giveBack() throws SQLException {
        try (var taken = connection) {
            if (!isLost()) {
                restore(taken);
            }
        }
    }

    private void restore(Connection taken) throws SQLException {
        if (!taken.getAutoCommit()) {
            taken.rollback();
        }
        taken.setAutoCommit(true);
        set(before);
        taken.setReadOnly(readOnly);
        taken.setAutoCommit(autoCommit);
    }

    private ImmutableMap<String, String> read(Set<String> names) throws SQLException {
        var values = ImmutableMap.<String, String>builder();
        try (var query = connection.prepareStatement("select name, current_setting(name) from unnest(?) as name")) {
            query.setArray(1, texts(names));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    values.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return values.buildOrThrow();
    }

    private void set(Map<String, String> settings) throws SQLException {
        var statement = "select set_config(name, value, false) from unnest(?, ?) as setting (name, value)";
        try (var query = connection.prepareStatement(statement)) {
            query.setArray(1, texts(settings.keySet()));
            query.setArray(2, texts(settings.values()));
            query.execute();
        }
    }

    private Array texts(Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
