package io.pulsemetrics.generator.load;

import io.pulsemetrics.generator.rows.RawTable;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.PGCopyOutputStream;

/** The one transaction of a load, on a connection of its own. Closing without {@link #commit()} rolls back. */
final class RawTransaction implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final List<Table<?>> TABLES =
            Arrays.stream(RawTable.values()).<Table<?>>map(RawTable::table).toList();

    private static final SQL CSV_WITH_HEADER = DSL.raw("format csv, encoding 'UTF8', header true");
    /** Texts are read in the client's encoding, which pgjdbc keeps at UTF-8. */
    private static final SQL BINARY = DSL.raw("format binary");

    private final Connection connection;
    private final boolean autoCommit;
    private final DSLContext sql;
    private final LoadOptions options;
    private RawIndexes indexes;

    /** Writes what is to be copied. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private RawTransaction(Connection connection, LoadOptions options) throws SQLException {
        this.connection = connection;
        this.options = options;
        this.autoCommit = connection.getAutoCommit();
        this.sql = DSL.using(connection, SQLDialect.POSTGRES);
        this.indexes = RawIndexes.kept(sql);
    }

    /** Locks the tables, always in the same order, and empties them unless the load appends. */
    static RawTransaction begin(DataSource dataSource, LoadOptions options) throws SQLException {
        var connection = dataSource.getConnection();
        try {
            var transaction = new RawTransaction(connection, options);
            try {
                transaction.start();
                return transaction;
            } catch (DataAccessException e) {
                transaction.rollBack();
                throw LoadFailure.cause(e);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void start() throws SQLException {
        connection.setAutoCommit(false);
        limitWaiting();
        switch (options.mode()) {
            case REPLACE -> {
                execute(DSL.query("lock table {0} in access exclusive mode", DSL.list(TABLES)));
                execute(DSL.query("truncate table {0}", DSL.list(TABLES)));
                indexes = RawIndexes.drop(sql);
            }
            case APPEND -> execute(DSL.query("lock table {0} in share row exclusive mode", DSL.list(TABLES)));
        }
    }

    private void limitWaiting() {
        sql.select(DSL.function(
                        "set_config",
                        SQLDataType.VARCHAR,
                        DSL.val("lock_timeout"),
                        DSL.val(String.valueOf(options.lockTimeout().toMillis())),
                        DSL.val(true)))
                .fetch();
    }

    /** Copies a file; refuses the first thing in it that does not fit. */
    long copy(CsvFile file) throws SQLException {
        try (var in = file.open()) {
            return copyManager().copyIn(copyStatement(file.table(), file.columns(), CSV_WITH_HEADER), in, BUFFER_BYTES);
        } catch (CsvFile.EndMarkerException e) {
            throw new CsvFault(file).endMarker(e);
        } catch (IOException e) {
            throw LoadFailure.unreadable(file.path(), e);
        } catch (SQLException e) {
            throw new CsvFault(file).of(e);
        }
    }

    /** Copies rows of a table in {@link io.pulsemetrics.generator.rows.RowFormat#BINARY}. */
    long copy(RawTable table, Content content) throws SQLException {
        var copy = copyManager().copyIn(copyStatement(table, table.columns(), BINARY));
        try {
            var out = new PGCopyOutputStream(copy, BUFFER_BYTES);
            content.writeTo(out);
            out.flush();
            return copy.endCopy();
        } catch (IOException e) {
            throw LoadFailure.cause(e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private CopyManager copyManager() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** FREEZE spares later readers the marking of rows; PostgreSQL allows it where the transaction has just emptied the table. */
    private String copyStatement(RawTable table, List<Field<?>> columns, SQL format) {
        return sql.renderInlined(DSL.query(
                "copy {0} ({1}) from stdin with (freeze {3}, {2})",
                table.table(),
                DSL.list(columns.stream().map(Field::getUnqualifiedName).toList()),
                format,
                DSL.inline(options.mode() == LoadOptions.Mode.REPLACE)));
    }

    /** Builds the indexes, brings the planner's statistics up to date and commits. */
    void commit() throws SQLException {
        try {
            indexes.rebuild();
            execute(DSL.query("analyze {0}", DSL.list(TABLES)));
        } catch (DataAccessException e) {
            throw LoadFailure.cause(e);
        }
        connection.commit();
    }

    private void execute(Query query) {
        sql.execute(query);
    }

    private void rollBack() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            rollBack();
        }
    }
}
