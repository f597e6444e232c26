package io.pulsemetrics.warehouse;

import com.google.common.hash.Hashing;
import io.pulsemetrics.model.SchemaMapping;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Who a connection works for, as {@code pg_stat_activity.application_name} shows it: {@code pulsemetrics:<target>:<run>:<role>}.
 *
 * <p>PostgreSQL keeps 63 bytes of it and only ASCII: a target over 16 characters or a run over 22, or one with other characters than
 * letters, digits, dot, hyphen and underscore, is shortened to its beginning and six digits of its SHA-256.
 *
 * @param target the name of the target, which is what a lock is taken for
 * @param schemas in which schemas the target has what is declared, the ledger among it
 * @param runId the run
 * @param role what the connection does
 */
public record SessionName(String target, SchemaMapping schemas, String runId, Role role) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]*");

    /** Of a target that has everything as it is declared. */
    public SessionName(String target, String runId, Role role) {
        this(target, SchemaMapping.AS_DECLARED, runId, role);
    }

    /** What a connection does in a run. */
    public enum Role {
        /** Holds the target's lock and publishes. */
        PUBLISHER,
        /** Builds and audits. */
        WORKER,
        /** Looks, and changes nothing. */
        READER
    }

    /** What {@code application_name} is set to. */
    public String applicationName() {
        return prefix(target) + abbreviate(runId, 22) + suffix(role);
    }

    /** What the names of all connections of a target begin with. */
    static String prefix(String target) {
        return "pulsemetrics:%s:".formatted(abbreviate(target, 16));
    }

    /** What the names of all connections of a role end with. */
    static String suffix(Role role) {
        return switch (role) {
            case PUBLISHER -> ":publisher";
            case WORKER -> ":worker";
            case READER -> ":reader";
        };
    }

    private static String abbreviate(String text, int length) {
        if (text.length() <= length && PLAIN.matcher(text).matches()) {
            return text;
        }
        var plain = text.replaceAll("[^A-Za-z0-9._-]", "_");
        var digest = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
        return plain.substring(0, Math.min(plain.length(), length - 7)) + "~" + digest.substring(0, 6);
    }
}
