package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableMap;

/**
 * How the servers run that are started here: for bulk loads on a developer's machine. Durability is given up (see {@link
 * PostgresServer}), memory is modest, and what a killed client was doing ends soon.
 */
final class ServerSettings {
    static final ImmutableMap<String, String> ALL = ImmutableMap.<String, String>builder()
            .put("full_page_writes", "off")
            .put("synchronous_commit", "on") // nearly free without fsync; what is committed outlives a killed server
            .put("wal_level", "minimal")
            .put("max_wal_senders", "0")
            .put("max_wal_size", "2GB")
            .put("checkpoint_timeout", "15min")
            .put("shared_buffers", "256MB")
            .put("work_mem", "32MB")
            .put("maintenance_work_mem", "256MB")
            .put("max_connections", "200")
            .put("jit", "off")
            .put("timezone", "UTC")
            .put("client_connection_check_interval", "500ms")
            .buildOrThrow();

    private ServerSettings() {}
}
