package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

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
     * @throws PulseException {@code migration-failed} when a location is missing or a migration fails
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
        } catch (FlywayException e) {
            throw PulseException.of(
                    ErrorCode.MIGRATION_FAILED,
                    String.join(", ", locations),
                    "The migration failed: " + String.valueOf(e.getMessage()).strip(),
                    "Mend the migration and run it again",
                    e);
        }
    }
}
