package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;

/**
 * The limits of a connection.
 *
 * @param statementTimeout after which PostgreSQL cancels a statement; zero for never
 * @param lockTimeout after which a statement that waits for a lock fails; zero for never
 */
public record SessionSettings(Duration statementTimeout, Duration lockTimeout) {
    /** No limits: a build takes as long as it takes. */
    public static final SessionSettings UNLIMITED = new SessionSettings(Duration.ZERO, Duration.ZERO);

    /**
     * The settings that a query's answer, and the end of a killed run, must not depend on the role or database for. Names are qualified
     * ({@code search_path} is empty), days are UTC days, PostgreSQL looks every 500 ms whether the client is still there, and a connection
     * that waits for others to finish their part is not closed for it.
     */
    ImmutableMap<String, String> parameters() {
        return ImmutableMap.<String, String>builder()
                .put("client_connection_check_interval", "500ms")
                .put("client_min_messages", "warning")
                .put("datestyle", "ISO, MDY")
                .put("default_transaction_isolation", "read committed")
                .put("default_transaction_read_only", "off")
                .put("idle_in_transaction_session_timeout", "0")
                .put("idle_session_timeout", "0")
                .put("intervalstyle", "postgres")
                .put("lock_timeout", lockTimeout.toMillis() + "ms")
                .put("search_path", "")
                .put("standard_conforming_strings", "on")
                .put("statement_timeout", statementTimeout.toMillis() + "ms")
                .put("timezone", "UTC")
                .buildOrThrow();
    }
}
