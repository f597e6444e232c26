package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableMap;

/**
 * Keeps the libraries that start servers to warnings where slf4j-simple writes the log (Maven itself, small programs, tests).
 * What the user has set stays; other backends are the user's to configure.
 */
final class QuietLogging {
    private static final String PREFIX = "org.slf4j.simpleLogger.log.";
    private static final ImmutableMap<String, String> LEVELS = ImmutableMap.of(
            "io.zonky.test", "warn",
            "org.flywaydb", "warn",
            "org.testcontainers", "warn",
            "tc", "warn",
            "com.zaxxer.hikari", "warn",
            // These log as an error what is a normal state here, or what we throw in our own words.
            "io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver", "off",
            "org.flywaydb.core.internal.command.DbMigrate", "off",
            "org.testcontainers.dockerclient.DockerClientProviderStrategy", "off");

    private QuietLogging() {}

    /** Takes effect on loggers made afterwards. */
    static void begin() {
        LEVELS.forEach((logger, level) -> {
            if (System.getProperty(PREFIX + logger) == null) {
                System.setProperty(PREFIX + logger, level);
            }
        });
    }
}
