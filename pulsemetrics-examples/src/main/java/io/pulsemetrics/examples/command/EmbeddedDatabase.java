package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.command.Database;
import io.pulsemetrics.cli.command.LocalDatabase;
import io.pulsemetrics.devkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL that is started for a command on a directory, and stopped at its end. */
final class EmbeddedDatabase implements LocalDatabase {
    private static final String DATABASE = "pulsemetrics";

    @Override
    public Path defaultDirectory() {
        return Path.of(".pulse");
    }

    @Override
    public String howToMake() {
        return "./pulse demo";
    }

    @Override
    public boolean exists(Path directory) {
        return Files.exists(directory.resolve("lock"));
    }

    @Override
    public Database open(Path directory) {
        var server = PostgresServer.embedded(directory);
        try {
            server.ensureDatabase(DATABASE);
            return new Database(server.dataSource(DATABASE), "embedded PostgreSQL in " + directory, server::close);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }
}
