package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A JDBC URL without its database.
 *
 * @param hosts {@code host:port}, several separated by commas
 * @param parameters what follows the database, with the question mark; empty where nothing does
 */
record ServerUrl(String hosts, String parameters) {
    private static final Pattern FORM = Pattern.compile("jdbc:postgresql://([^/?]+)(?:/[^?]*)?(\\?.*)?");
    private static final Pattern PASSWORD = Pattern.compile("[?&](?:ssl)?password=");

    static ServerUrl local(int port) {
        return new ServerUrl("localhost:" + port, "");
    }

    static ServerUrl parse(String url) {
        if (PASSWORD.matcher(url).find()) {
            throw PulseException.of(
                    ErrorCode.POSTGRES_CHOICE_INVALID,
                    "JDBC URL",
                    "The URL holds a password",
                    "Take it out and set PGPASSWORD in the environment");
        }
        var matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            throw PulseException.of(
                    ErrorCode.POSTGRES_CHOICE_INVALID,
                    "JDBC URL",
                    "'%s' is not a PostgreSQL URL".formatted(url),
                    "Write it as jdbc:postgresql://host:port/database");
        }
        var parameters = matcher.group(2);
        return new ServerUrl(matcher.group(1), parameters == null ? "" : parameters);
    }

    String of(String database) {
        return "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8) + parameters;
    }
}
