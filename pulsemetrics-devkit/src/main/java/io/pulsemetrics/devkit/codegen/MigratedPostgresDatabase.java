package io.pulsemetrics.devkit.codegen;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.devkit.Migrations;
import io.pulsemetrics.devkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
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
 *   <li>{@code historySchema}: the schema of Flyway's history table, created where missing; default {@code public}
 * </ul>
 *
 * <p>Not thread-safe; the generator uses one instance from one thread and closes it, which stops the server.
 */
public final class MigratedPostgresDatabase extends PostgresDatabase {
    private @Nullable PostgresServer server;
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
        var migrations = migrations();
        var started = PostgresServer.embedded();
        server = started;
        var dataSource = started.dataSource("postgres");
        migrations.apply(dataSource);
        try {
            var opened = dataSource.getConnection();
            connection = opened;
            setConnection(opened); // other parts of jooq-meta ask for the connection itself
            return opened;
        } catch (SQLException e) {
            throw new DataAccessException("Embedded PostgreSQL refused a connection", e);
        }
    }

    private Migrations migrations() {
        var locations = getProperties().getProperty("locations");
        if (locations == null) {
            throw new IllegalArgumentException(
                    "MigratedPostgresDatabase needs the property 'locations': Flyway locations, separated by commas");
        }
        return new Migrations(
                ImmutableList.copyOf(
                        Splitter.on(',').trimResults().omitEmptyStrings().split(locations)),
                getProperties().getProperty("historySchema", "public"));
    }

    @Override
    public void close() {
        super.close();
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new DataAccessException("The connection to embedded PostgreSQL did not close", e);
        } finally {
            stop();
        }
    }

    private void stop() {
        if (server != null) {
            server.close();
        }
        connection = null;
        server = null;
    }
}
