package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Flyway migrations of a database that is made for them.
 *
 * @param locations Flyway locations, {@code classpath:} or {@code filesystem:}
 * @param historySchema the schema of Flyway's history table, created where missing
 */
public record Migrations(ImmutableList<String> locations, String historySchema) {
    /**
     * Migrates to the newest version; does nothing where that was done.
     *
     * @throws PulseException {@code migration-failed} when a location is missing, a migration fails, or one that was applied is another
     *     now
     */
    public void apply(DataSource dataSource) {
        QuietLogging.begin();
        try {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(dataSource)
                    .locations(locations.toArray(String[]::new))
                    .failOnMissingLocations(true)
                    .defaultSchema(historySchema)
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            throw PulseException.of(
                    ErrorCode.MIGRATION_FAILED,
                    String.join(", ", locations),
                    "What was applied is not what is there now: " + firstDifference(e),
                    "Put it back and write what changes into a new migration; or begin with an empty database: remove the directory"
                            + " of one that a command line keeps",
                    e);
        } catch (FlywayException e) {
            throw PulseException.of(
                    ErrorCode.MIGRATION_FAILED,
                    String.join(", ", locations),
                    "The migration failed: " + String.valueOf(e.getMessage()).strip(),
                    "Mend the migration and run it again",
                    e);
        }
    }

    /** The second line of Flyway's message, which names a migration. The first says that there is something, the others how it was found. */
    private static String firstDifference(FlywayValidateException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .skip(1)
                .findFirst()
                .orElse("")
                .strip();
    }
}
