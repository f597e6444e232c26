package io.pulsemetrics.cli.command;

import io.pulsemetrics.cli.Show;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pulse sql}. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        header = "Prints what a statement returns.",
        description = {
            "",
            "Runs in one transaction that may not write, unless --write is given. Several statements are separated by"
                    + " semicolons."
        },
        footer = {
            "sql \"select * from analytics.dim_users\" --format csv",
            "sql --write \"analyze analytics.dim_users\""
        })
final class SqlCommand extends TargetCommand implements Runnable {
    private static final int FETCH_SIZE = 1_000;

    @Parameters(paramLabel = "STATEMENT", description = "In quotes, so that it is one word for the shell.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String statement;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            converter = RowFormat.Converter.class,
            description = "table, csv or json (an array of objects); default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RowFormat format;

    @Option(names = "--write", description = "Let the statement change data, and commit.")
    private boolean write;

    @Override
    public void run() {
        try (var warehouse = connection().openExisting();
                var connection = warehouse.dataSource().getConnection()) {
            connection.setReadOnly(!write);
            connection.setAutoCommit(false);
            execute(connection);
            connection.commit();
        } catch (SQLException e) {
            throw StatementProblem.of(
                    "sql", e, statement, whatIsThere(connection().command("sql")));
        }
    }

    private void execute(Connection connection) throws SQLException {
        try (var prepared = connection.createStatement()) {
            prepared.setEscapeProcessing(false);
            prepared.setFetchSize(FETCH_SIZE);
            boolean hasRows = prepared.execute(statement);
            while (hasRows || prepared.getUpdateCount() >= 0) {
                print(prepared, hasRows);
                hasRows = prepared.getMoreResults();
            }
        }
    }

    private void print(Statement executed, boolean hasRows) throws SQLException {
        var out = invocation().out();
        if (hasRows) {
            try (var rows = executed.getResultSet()) {
                format.print(rows, out);
            }
        } else {
            var err = invocation().err();
            err.println(Show.rows(executed.getLargeUpdateCount()) + " affected");
            err.flush();
        }
        out.flush();
    }

    /** @param sql what is typed to ask this database */
    static String whatIsThere(String sql) {
        return "See what is there: %s \"select schemaname, tablename from pg_tables where schemaname !~ '^(pg_|info)'\""
                .formatted(sql);
    }
}
