package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.SchemaMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.conf.SettingsTools;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;

/**
 * A connection made ready for a run. It commits each statement by itself.
 *
 * <p>The connection may come from an application's pool: closing rolls back what is open, puts every setting back to what it was and
 * then closes the connection. Not thread-safe, as connections are not.
 */
public final class Session implements AutoCloseable {
    private static final int ROWS_AT_A_TIME = 5_000;

    private final DataSource source;
    private final ImmutableMap<String, String> parameters;
    private final DSLContext sql;
    private volatile TakenConnection taken;

    private Session(DataSource source, SchemaMapping schemas, ImmutableMap<String, String> parameters)
            throws SQLException {
        this.source = source;
        this.parameters = parameters;
        this.taken = TakenConnection.from(source, parameters);
        this.sql = DSL.using(new Current(), SQLDialect.POSTGRES, ledgerOf(schemas));
    }

    /** jOOQ asks for the connection each time, since it may be another one by then. */
    private final class Current implements ConnectionProvider {
        @Override
        public Connection acquire() {
            return connection();
        }

        @Override
        public void release(Connection used) {}
    }

    private Connection connection() {
        return taken.connection();
    }

    /**
     * Takes a connection from the source and sets its name and settings.
     *
     * @throws PulseException if there is no connection to be had
     */
    public static Session open(DataSource source, SessionName name, SessionSettings settings) {
        var parameters = ImmutableMap.<String, String>builder()
                .putAll(settings.parameters())
                .put("application_name", name.applicationName())
                .buildOrThrow();
        return connecting(() -> new Session(source, name.schemas(), parameters));
    }

    /**
     * Takes another connection in the place of one that is lost, with the same name and settings, and ends the server process of the lost
     * one, which may not have noticed it. Whatever that held, it holds no more.
     *
     * @throws PulseException if there is no connection to be had
     */
    void reopen() {
        int lost = taken.backend();
        connecting(() -> {
            taken.discard();
            taken = TakenConnection.from(source, parameters);
            return this;
        });
        end(lost);
    }

    private static Session connecting(Opening opening) {
        try {
            return opening.open();
        } catch (SQLException e) {
            throw DatabaseErrors.connectionFailed(e);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("database", e);
        }
    }

    /** What JDBC may fail. */
    private interface Opening {
        Session open() throws SQLException;
    }

    /** The ledger is written for one schema and found in that of the target. */
    private static Settings ledgerOf(SchemaMapping schemas) {
        var ledger =
                new MappedSchema().withInput(BuildNames.STATE_SCHEMA).withOutput(schemas.of(BuildNames.STATE_SCHEMA));
        return SettingsTools.defaultSettings().withRenderMapping(new RenderMapping().withSchemata(ledger));
    }

    /** For queries with names and binds; the tables of the ledger are found where the target has them. Plain SQL goes through {@link #execute}. */
    public DSLContext sql() {
        return sql;
    }

    /**
     * Executes statements as they stand: nothing in them is taken for a bind value, a template or a JDBC escape. Several are separated by
     * semicolons.
     *
     * @return the number of rows that the first statement wrote; -1 if it does not write rows
     * @throws DataAccessException as PostgreSQL says
     */
    long execute(String statements) {
        try (var statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(statements);
            return statement.getLargeUpdateCount();
        } catch (SQLException e) {
            throw new DataAccessException("statement failed", e);
        }
    }

    /**
     * The rows of a query, executed as it stands.
     *
     * @throws DataAccessException as PostgreSQL says
     */
    Result<Record> fetch(String query) {
        try (var statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            return sql.fetch(statement.executeQuery(query));
        } catch (SQLException e) {
            throw new DataAccessException("query failed", e);
        }
    }

    /**
     * The rows of a query, executed as it stands, a few thousand at a time; in a transaction.
     *
     * @throws DataAccessException as PostgreSQL says
     */
    Cursor<Record> stream(String query) {
        try {
            var statement = connection().createStatement();
            statement.closeOnCompletion();
            statement.setFetchSize(ROWS_AT_A_TIME);
            statement.setEscapeProcessing(false);
            return sql.fetchLazy(statement.executeQuery(query));
        } catch (SQLException e) {
            throw new DataAccessException("query failed", e);
        }
    }

    /** The rows of a query whose question marks stand for these values. */
    Result<Record> read(String query, Field<?>... values) {
        return sql.resultQuery(query, (Object[]) values).fetch();
    }

    /**
     * Executes a statement, the commit of the open transaction and a query for a number of milliseconds: all of them are sent at once, so that
     * the server needs nothing more from here.
     *
     * @return the milliseconds
     * @throws DataAccessException as PostgreSQL says
     */
    Duration commitWith(String statementCommitAndQuery) {
        try (var statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(statementCommitAndQuery);
            statement.getMoreResults();
            statement.getMoreResults();
            try (var rows = statement.getResultSet()) {
                rows.next();
                var time = Duration.ofNanos(Math.round(rows.getDouble(1) * 1e6));
                connection().setAutoCommit(true);
                return time;
            }
        } catch (SQLException e) {
            throw new DataAccessException("publish failed", e);
        }
    }

    /** Where names without a schema are looked for, until the transaction ends; nowhere if there are none. */
    void searchPath(List<String> schemas) {
        execute("SET LOCAL search_path TO "
                + (schemas.isEmpty()
                        ? "''"
                        : schemas.stream().map(it -> sql.render(DSL.name(it))).collect(Collectors.joining(", "))));
    }

    /**
     * Cancels what the connection is doing, from another thread; the statement fails and the connection stays usable. One that was closed
     * meanwhile, or is lost, does nothing any more.
     */
    public void cancel() {
        try {
            connection().unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            var failure = DatabaseErrors.translate("database", e);
            if (failure.problems().getFirst().code() != ErrorCode.CONNECTION_FAILED) {
                throw failure;
            }
        }
    }

    /** Does what a lost connection makes needless, such as clearing away: if the connection is lost, nothing. */
    public void whileConnected(Runnable work) {
        try {
            rollback();
            work.run();
        } catch (DataAccessException e) {
            if (!DatabaseErrors.isConnectionLost(e)) {
                throw DatabaseErrors.translate("database", e);
            }
        } catch (PulseException e) {
            if (e.problems().getFirst().code() != ErrorCode.CONNECTION_FAILED) {
                throw e;
            }
        }
    }

    /**
     * What the work reads, all of it as of one moment, in a transaction that may not write.
     *
     * @throws PulseException if the database refuses something
     */
    public <T> T reading(Supplier<T> work) {
        begin();
        try {
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            return work.get();
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("database", e);
        } finally {
            rollback();
        }
    }

    /** Does work in a transaction that is rolled back in any case: nothing of it remains. */
    public <T> T discarding(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            whileConnected(() -> {}); // a connection that is lost has rolled back by itself
        }
    }

    /**
     * Ends the server process of another session of ours whose connection is lost, which may not have noticed it and still be at work, and
     * waits until it is gone.
     */
    public void end(Session lost) {
        end(lost.taken.backend());
    }

    private void end(int lost) {
        try {
            sql.fetch(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid = ? and application_name = ?",
                    lost,
                    sql.fetchValue("select current_setting('application_name')"));
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("database", e);
        }
    }

    /** The server process behind the connection. */
    int pid() {
        return sql.fetchSingle(DSL.field("pg_backend_pid()", Integer.class)).value1();
    }

    /** Whether the connection is closed or broken; asks the server. */
    boolean isLost() {
        return taken.isLost();
    }

    void begin() {
        taken.begin();
    }

    void commit() {
        taken.commit();
    }

    /** Ends the transaction, if one is open and the connection still there. */
    void rollback() {
        taken.rollback();
    }

    /**
     * Gives the connection back as it was taken. One that is lost is only closed.
     *
     * @throws PulseException if the connection is there but cannot be restored; it is closed all the same
     */
    @Override
    public void close() {
        try {
            taken.giveBack();
        } catch (SQLException e) {
            throw PulseException.of(
                    ErrorCode.CONNECTION_FAILED,
                    "database",
                    "a connection could not be given back as it was: " + e.getMessage(),
                    "Look whether the database was stopped",
                    e);
        }
    }
}
