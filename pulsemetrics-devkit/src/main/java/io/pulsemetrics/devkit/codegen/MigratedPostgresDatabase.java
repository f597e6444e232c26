package io.pulsemetrics.devkit.codegen;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The jOOQ code generator's view of a schema that exists as Flyway migrations only: starts a throw-away embedded PostgreSQL
 * on first use, migrates it and reads its catalogue, so that the generated types are exactly PostgreSQL's. Wants no {@code
 * <jdbc>} element.
 *
 * <p>Properties of the {@code <database>} element:
 *
 * <ul>
 *   <li>{@code locations}: Flyway locations, separated by commas; required
 *   <li>{@code defaultSchema}: the schema that holds Flyway's history table, created where missing; default {@code public}
 * </ul>
 *
 * <p>Not thread-safe; the generator uses one instance from one thread and closes it, which stops the server.
 */
public final class MigratedPostgresDatabase extends PostgresDatabase {
    private @Nullable EmbeddedPostgres server;
    private @Nullable Connection connection;

    @Override
    protected DSLContext create0() {
        return DSL.using(connection(), SQLDialect.POSTGRES);
    }

    private Connection connection() {
        var existing = connection;
        if (existing != null) {
            return existing;
        }
        try {
            var started = EmbeddedPostgres.builder().start();
            server = started;
            Flyway.configure(getClass().getClassLoader())
                    .dataSource(started.getPostgresDatabase())
                    .locations(locations())
                    .defaultSchema(getProperties().getProperty("defaultSchema", "public"))
                    .load()
                    .migrate();
            var opened = started.getPostgresDatabase().getConnection();
            connection = opened;
            setConnection(opened); // other parts of jooq-meta ask for the connection itself
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("Embedded PostgreSQL did not start", e);
        } catch (SQLException e) {
            throw new DataAccessException("Embedded PostgreSQL refused a connection", e);
        }
    }

    private String[] locations() {
        var locations = getProperties().getProperty("locations");
        if (locations == null) {
            throw new IllegalArgumentException(
                    "MigratedPostgresDatabase needs the property 'locations': Flyway locations, separated by commas");
        }
        return locations.split(",", -1);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
            if (server != null) {
                server.close();
            }
        } catch (SQLException e) {
            throw new DataAccessException("The connection to embedded PostgreSQL did not close", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Embedded PostgreSQL did not stop", e);
        } finally {
            connection = null;
            server = null;
            super.close();
        }
    }
}
