package io.pulsemetrics.warehouse;

import com.google.common.base.Throwables;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL says, as problems. Only the first line of its message is passed on: detail and statement may hold rows of a table.
 */
public final class DatabaseErrors {
    private static final String LOCK_TIMEOUT = "55P03";
    private static final Set<String> LOCK_CONFLICTS = Set.of(LOCK_TIMEOUT, "40P01", "40001");
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");
    private static final Set<String> CONNECTION_LOST = Set.of("57P01", "57P02", "57P03", "25P03");
    private static final Set<String> MISSING = Set.of("42P01", "3F000");
    private static final Set<String> NO_SPACE = Set.of("53100", "53400");

    private DatabaseErrors() {}

    /**
     * The problem behind an exception of jOOQ or JDBC.
     *
     * @param where the relation that was at work, or {@code database}
     * @return an exception with the code {@code connection-failed}, {@code missing-right}, {@code conflict}, {@code publish-blocked}, {@code
     *     disk-full}, {@code statement-cancelled} or {@code statement-failed}
     */
    public static PulseException translate(String where, Throwable e) {
        var state = state(e);
        if (isConnectionLost(e)) {
            return PulseException.of(
                    ErrorCode.CONNECTION_FAILED,
                    where,
                    "the connection to the database was lost: " + message(e),
                    "Look why the server or an administrator ended it, then run again");
        }
        if (state.equals("42501")) {
            return PulseException.of(
                    ErrorCode.MISSING_RIGHT,
                    where,
                    message(e),
                    "Grant the right to the role that runs; the report of rights names the statements");
        }
        var said = "%s (SQLSTATE %s)".formatted(message(e), state);
        if (CONFLICTS.contains(state)) {
            return PulseException.of(
                    ErrorCode.CONFLICT, where, said, "Run again when other sessions do not write to the same rows");
        }
        if (state.equals(LOCK_TIMEOUT)) {
            return PulseException.of(
                    ErrorCode.PUBLISH_BLOCKED, where, said, "Run again when other sessions do not keep it locked");
        }
        if (NO_SPACE.contains(state)) {
            return PulseException.of(
                    ErrorCode.DISK_FULL, where, said, "Make room where the server keeps its data, then run again");
        }
        if (state.equals("57014")) {
            return PulseException.of(
                    ErrorCode.STATEMENT_CANCELLED,
                    where,
                    said,
                    "Allow it more time, or find out who cancelled it, then run again");
        }
        return PulseException.of(
                ErrorCode.STATEMENT_FAILED,
                where,
                said,
                MISSING.contains(state)
                        ? "Build or load it first, or mend the query that reads it"
                        : "Read PostgreSQL's message and mend the query or the data it reads");
    }

    /** Whether what failed with it may well succeed if it is done once more. */
    public static boolean isTransient(PulseException e) {
        return switch (e.problems().getFirst().code()) {
            case CONFLICT, CONNECTION_FAILED -> true;
            default -> false;
        };
    }

    /** Whether the connection is gone. */
    static boolean isConnectionLost(Throwable e) {
        var state = state(e);
        return state.startsWith("08") || CONNECTION_LOST.contains(state);
    }

    static PulseException connectionFailed(SQLException e) {
        return PulseException.of(
                ErrorCode.CONNECTION_FAILED,
                "database",
                "no connection: " + message(e),
                "Look whether the server runs and whether URL, user and password are right");
    }

    /** Whether the statement could succeed if it were tried again: another session was in the way. */
    static boolean isLockConflict(Throwable e) {
        return LOCK_CONFLICTS.contains(state(e));
    }

    /** The SQLSTATE, or {@code unknown}. */
    static String state(Throwable e) {
        return Throwables.getCausalChain(e).stream()
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(state -> state != null && !state.isEmpty())
                .findFirst()
                .orElse("unknown");
    }

    /** What the server added, in one line: only for errors whose details are names. */
    static String detail(Throwable e) {
        var hint = text(e).indexOf("\n  Hint");
        var text = hint < 0 ? text(e) : text(e).substring(0, hint);
        return text.lines()
                .skip(1)
                .map(line -> line.replaceFirst("^ *Detail: ", ""))
                .collect(Collectors.joining("; "));
    }

    /** The step of a {@link PublishScript} that failed, from 1. */
    static OptionalInt place(Throwable e) {
        var table = server(e).map(ServerErrorMessage::getTable).orElse("");
        return table.matches("[1-9][0-9]{0,8}") ? OptionalInt.of(Integer.parseInt(table)) : OptionalInt.empty();
    }

    /** The detail as the server sent it; empty if there is none. */
    static String told(Throwable e) {
        return server(e).map(ServerErrorMessage::getDetail).orElse("");
    }

    private static Optional<ServerErrorMessage> server(Throwable e) {
        return Throwables.getCausalChain(e).stream()
                .filter(PSQLException.class::isInstance)
                .map(cause -> ((PSQLException) cause).getServerErrorMessage())
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** What the server said, in one line and without the values in its detail. */
    static String message(Throwable e) {
        return text(e).lines().findFirst().orElse("").replaceFirst("^[A-Z]+: ", "");
    }

    private static String text(Throwable e) {
        return Throwables.getCausalChain(e).stream()
                .filter(SQLException.class::isInstance)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
