package io.pulsemetrics.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The names of the schemas beside each final one: {@code analytics__build}, where new relations grow up, and {@code analytics__old}, where
 * replaced ones stand between being moved out and being dropped.
 */
public final class BuildNames {
    /** The comment that makes a schema PulseMetrics' own: without it, nothing in it is touched. */
    public static final String MARKER = "PulseMetrics works here: each run empties this schema";

    /** The comment of a schema with a kept set of replaced relations. */
    public static final String KEPT_MARKER = "PulseMetrics keeps here what a publish replaced, for rollback";

    /** The schema of the ledger, as every target declares it. */
    public static final String STATE_SCHEMA = "pulse_state";

    /** The schema in which checks keep offending rows, as every target declares it. */
    public static final String AUDIT_SCHEMA = "pulse_audit";

    /** How many sets of replaced relations can be kept. */
    public static final int MOST_KEPT_SETS = 9;

    private static final int MAX_NAME_BYTES = 63;

    private BuildNames() {}

    /** The schema that is built in before publishing in the given one. */
    public static String buildSchema(String finalSchema) {
        return finalSchema + "__build";
    }

    /** The schema that replaced relations of the given one pass through. */
    public static String oldSchema(String finalSchema) {
        return finalSchema + "__old";
    }

    /** The schema that keeps what was replaced in the given one; number 1 is of the last publish. */
    public static String keptSchema(String finalSchema, int number) {
        return finalSchema + "__kept" + number;
    }

    /** The name under which a relation is built. */
    public static RelationName buildName(RelationName published) {
        return published.inSchema(buildSchema(published.schema()));
    }

    /** One problem for each schema whose name leaves no room for the suffixes, in the order given; empty when all is well. */
    public static ImmutableList<Problem> problems(Collection<String> finalSchemas) {
        return finalSchemas.stream()
                .distinct()
                .filter(schema -> buildSchema(schema).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES)
                .map(schema -> new Problem(
                        ErrorCode.NAME_TOO_LONG,
                        "schema " + schema,
                        "the name of its build schema, %s, is over PostgreSQL's %d bytes"
                                .formatted(buildSchema(schema), MAX_NAME_BYTES),
                        "Take a schema name of at most 56 bytes"))
                .collect(toImmutableList());
    }
}
