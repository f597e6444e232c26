package io.pulsemetrics.generator.load;

import com.google.common.base.Throwables;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.postgresql.util.PSQLState;

/** What stops a load and is not the fault of a file, in words. */
final class LoadFailure {
    private static final String WHERE = "raw tables";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String INVALID_SCHEMA = "3F000";
    private static final String UNCHANGED = "the tables stay as they were";

    private LoadFailure() {}

    static PulseException of(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        if (state.equals(LOCK_NOT_AVAILABLE)) {
            return PulseException.of(
                    ErrorCode.LOAD_LOCKED,
                    WHERE,
                    "another session has been using them for longer than this load may wait; " + UNCHANGED,
                    "Load again when that session is done, or wait longer",
                    e);
        }
        if (state.equals(PSQLState.UNDEFINED_TABLE.getState()) || state.equals(INVALID_SCHEMA)) {
            return failed(e, "Migrate the raw schema first");
        }
        return failed(e, "See the database's message and log, then load again");
    }

    private static PulseException failed(SQLException e, String remedy) {
        var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
        return PulseException.of(
                ErrorCode.LOAD_FAILED, WHERE, "the load failed and %s: %s".formatted(UNCHANGED, message), remedy, e);
    }

    static PulseException unreadable(Path file, IOException e) {
        return PulseException.of(
                ErrorCode.CSV_MISSING,
                file.toString(),
                "it cannot be read: " + e.getMessage(),
                "Give the right to read it, or load from another directory",
                e);
    }

    /** The driver's exception within one that a library wrapped around it. */
    static SQLException cause(Exception wrapper) {
        for (var cause : Throwables.getCausalChain(wrapper)) {
            if (cause instanceof SQLException found) {
                return found;
            }
        }
        return new SQLException(wrapper.getMessage(), wrapper);
    }
}
