package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.cli.command.Database;
import io.pulsemetrics.cli.command.LocalDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The database of a project's command line where no server is named: PostgreSQL that is started for a command on a directory, and
 * stopped at its end.
 *
 * <pre>{@code
 * PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES))
 *         .withLocalDatabase(() -> EmbeddedDatabase.migratedBy("classpath:db/migration"))
 *         .run(args);
 * }</pre>
 *
 * <p>Its data is kept, in {@code .pulse} of the working directory where no other is named. Not crash-safe: see {@link PostgresServer}.
 * Immutable.
 */
public final class EmbeddedDatabase implements LocalDatabase {
    private static final String DATABASE = "pulsemetrics";

    private final Optional<Migrations> migrations;
    private final String howToMake;

    private EmbeddedDatabase(Optional<Migrations> migrations, String howToMake) {
        this.migrations = migrations;
        this.howToMake = howToMake;
    }

    /**
     * One that each command makes where it is missing, and brings to the newest version of these migrations.
     *
     * @param locations Flyway locations, such as {@code classpath:db/migration}; its history table is in schema public
     */
    public static EmbeddedDatabase migratedBy(String... locations) {
        return migratedBy(new Migrations(ImmutableList.copyOf(locations), "public"));
    }

    /** One that each command makes where it is missing, and brings to the newest version of these migrations. */
    public static EmbeddedDatabase migratedBy(Migrations migrations) {
        return new EmbeddedDatabase(Optional.of(migrations), "any command");
    }

    /**
     * One that commands of the project make and fill themselves. Others refuse to work on it where it is missing.
     *
     * @param howToMake what to type: {@code ./pulse demo}
     */
    public static EmbeddedDatabase madeBy(String howToMake) {
        return new EmbeddedDatabase(Optional.empty(), howToMake);
    }

    @Override
    public Path defaultDirectory() {
        return Path.of(".pulse");
    }

    @Override
    public String howToMake() {
        return howToMake;
    }

    @Override
    public boolean isReady(Path directory) {
        return migrations.isPresent() || Files.exists(directory.resolve("lock"));
    }

    @Override
    public Database open(Path directory) {
        var server = PostgresServer.embedded(directory);
        try {
            server.ensureDatabase(DATABASE);
            var dataSource = server.dataSource(DATABASE);
            migrations.ifPresent(some -> some.apply(dataSource));
            return new Database(dataSource, "embedded PostgreSQL in " + directory, server::close);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }
}
