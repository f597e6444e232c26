package io.pulsemetrics.warehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The longer queries, which stand in files of their own beside the classes that run them. */
final class SqlResource {
    private SqlResource() {}

    /** The text of {@code <name>.sql}. */
    static String read(String name) {
        try (var in = SqlResource.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + ".sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
