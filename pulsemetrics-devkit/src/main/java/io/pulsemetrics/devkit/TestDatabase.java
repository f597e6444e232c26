package io.pulsemetrics.devkit;

import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The database of one test. Thread-safe.
 *
 * @param server where it is; shared by all tests, and not to be closed
 * @param name the database's name
 */
public record TestDatabase(PostgresServer server, String name) {
    /** Opens a connection to the database per call. */
    public DataSource dataSource() {
        return server.dataSource(name);
    }

    /** jOOQ on {@link #dataSource()}: a connection, and so a transaction, per statement. */
    public DSLContext sql() {
        return DSL.using(dataSource(), SQLDialect.POSTGRES);
    }

    /** The JDBC URL of the database, without user and password. */
    public String url() {
        return server.url(name);
    }
}
