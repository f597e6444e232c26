package io.pulsemetrics.warehouse;

import com.google.common.base.Splitter;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a database is, without user and password.
 *
 * @param host of several that the URL names, the first
 */
public record ServerAddress(String host, int port, String database) {

    /** That of the session's connection. */
    public static ServerAddress of(Session session) {
        var url = session.sql()
                .connectionResult(connection -> connection.getMetaData().getURL());
        var properties = Driver.parseURL(url, new Properties());
        if (properties == null) {
            throw new IllegalStateException("not a URL of PostgreSQL's driver");
        }
        return new ServerAddress(
                first(PGProperty.PG_HOST, properties),
                Integer.parseInt(first(PGProperty.PG_PORT, properties)),
                first(PGProperty.PG_DBNAME, properties));
    }

    private static String first(PGProperty property, Properties properties) {
        @Nullable String value = property.getOrDefault(properties);
        if (value == null) {
            throw new IllegalStateException("the URL has no " + property.getName());
        }
        return Splitter.on(',').split(value).iterator().next();
    }
}
