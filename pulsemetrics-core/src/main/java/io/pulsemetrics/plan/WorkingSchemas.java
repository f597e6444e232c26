package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.BuildNames;
import java.util.Optional;

/**
 * The schemas that a run works in.
 *
 * @param published those that it publishes in
 * @param keptSets how many sets of replaced relations it keeps
 * @param state the schema of the ledger; empty if it is not looked at
 * @param audit the schema of what checks keep; empty if none keeps anything
 */
public record WorkingSchemas(
        ImmutableSet<String> published, int keptSets, Optional<String> state, Optional<String> audit) {

    /** Those of a publish that keeps nothing. */
    public static WorkingSchemas of(Iterable<String> published) {
        return new WorkingSchemas(ImmutableSet.copyOf(published), 0, Optional.empty(), Optional.empty());
    }

    /**
     * The comment that each schema needs for PulseMetrics to work in it, by name; empty for none. A set that is kept moves to the next
     * schema before the last one is dropped, so that there is one more than sets.
     */
    public ImmutableMap<String, String> comments() {
        var comments = ImmutableMap.<String, String>builder();
        for (var schema : published) {
            comments.put(schema, "");
            comments.put(BuildNames.buildSchema(schema), BuildNames.MARKER);
            comments.put(BuildNames.oldSchema(schema), BuildNames.MARKER);
            for (int number = 1; keptSets > 0 && number <= keptSets + 1; number++) {
                comments.put(BuildNames.keptSchema(schema, number), BuildNames.KEPT_MARKER);
            }
        }
        state.ifPresent(schema -> comments.put(schema, ""));
        audit.ifPresent(schema -> comments.put(schema, ""));
        return comments.buildKeepingLast();
    }
}
