package io.pulsemetrics.plan;

import java.util.regex.Pattern;

/** Writes names as a reader can paste them into a statement. */
final class Identifiers {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    private Identifiers() {}

    /** The name, in double quotes where PostgreSQL would read it otherwise. Reserved words are not looked for. */
    static String quote(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
