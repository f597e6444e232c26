package io.pulsemetrics.models;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.models.raw.Raw;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jooq.Table;

/** The landing zone of the warehouse, schema {@code raw}: where rows arrive typed, but neither keyed nor cleaned. */
public final class RawSchema {
    private static final String LOCATION = "classpath:db/migration";

    private RawSchema() {}

    /**
     * Brings schema {@code raw} to the newest version; does nothing where it is there. The schema is created where it is
     * missing, which takes the right to create one; Flyway's history is its table {@code flyway_schema_history}. Two callers
     * at once wait for each other. What Flyway does is logged by slf4j under {@code org.flywaydb}.
     *
     * @throws PulseException {@code migration-failed} when a migration fails or the schema holds tables of other origin; a
     *     failed migration leaves nothing behind
     */
    public static void migrate(DataSource dataSource) {
        try {
            Flyway.configure(RawSchema.class.getClassLoader())
                    .loggers("slf4j")
                    .dataSource(dataSource)
                    .locations(LOCATION)
                    .failOnMissingLocations(true)
                    .defaultSchema(Raw.RAW.getName())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw PulseException.of(
                    ErrorCode.MIGRATION_FAILED,
                    "schema " + Raw.RAW.getName(),
                    "The migration failed: " + String.valueOf(e.getMessage()).strip(),
                    "See whether the database can be reached and the role may create the schema; then run it again",
                    e);
        }
    }

    /** The raw tables, by name. */
    public static List<Table<?>> tables() {
        return Raw.RAW.getTables();
    }
}
