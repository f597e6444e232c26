package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL has against a statement that a user typed. */
final class StatementProblem {
    private StatementProblem() {}

    /**
     * The problem.
     *
     * @param command what the user typed
     * @param whereMissing what to do if the statement reads what is not there
     */
    static PulseException of(String command, SQLException e, String statement, String whereMissing) {
        var server = e instanceof PSQLException known ? known.getServerErrorMessage() : null;
        var message = server == null ? String.valueOf(e.getMessage()) : String.valueOf(server.getMessage());
        return PulseException.of(
                code(e),
                command,
                message.lines().findFirst().orElse("no message") + place(server, statement),
                remedy(e, server, whereMissing),
                e);
    }

    private static ErrorCode code(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        if (state.startsWith("08") || state.startsWith("57P")) {
            return ErrorCode.CONNECTION_FAILED;
        }
        return state.equals("42501") ? ErrorCode.MISSING_RIGHT : ErrorCode.STATEMENT_FAILED;
    }

    /** Where in the statement, as far as the server tells. */
    private static String place(@Nullable ServerErrorMessage server, String statement) {
        if (server == null || server.getPosition() < 1 || server.getPosition() > statement.length()) {
            return "";
        }
        var rest = statement
                .substring(server.getPosition() - 1)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return rest.isEmpty() ? "" : ", at: %s".formatted(rest.length() > 40 ? rest.substring(0, 39) + "…" : rest);
    }

    private static String remedy(SQLException e, @Nullable ServerErrorMessage server, String whereMissing) {
        if (server != null && server.getHint() != null) {
            var hint = server.getHint();
            return hint.endsWith(".") ? hint.substring(0, hint.length() - 1) : hint;
        }
        return switch (String.valueOf(e.getSQLState())) {
            case "25006" -> "Give --write if it shall write";
            case "42P01", "3F000" -> whereMissing;
            case "42501" -> "Let the owner grant the right, or connect as another --user";
            default -> "Mend the statement and run it again";
        };
    }
}
