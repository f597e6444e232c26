package io.pulsemetrics.artifact;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all artifacts of one command have in common.
 *
 * @param projectName the name in unique ids: {@code model.shop.stg_orders}
 * @param database the database's name; null if none was asked
 * @param generatedAt when
 * @param invocationId which command: a run's id where there is one
 */
public record ArtifactContext(String projectName, @Nullable String database, Instant generatedAt, String invocationId) {
    private static final String SCHEMAS = "https://schemas.getdbt.com/dbt/";

    public ArtifactContext {
        requireNonNull(generatedAt);
        requireNonNull(invocationId);
        if (!projectName.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("a project is named like my_shop, not '%s'".formatted(projectName));
        }
    }

    /** The metadata of an artifact of this schema, such as {@code run-results/v6}. */
    Map<String, @Nullable Object> metadata(String schema) {
        var metadata = new LinkedHashMap<String, @Nullable Object>();
        metadata.put("dbt_schema_version", SCHEMAS + schema + ".json");
        metadata.put("dbt_version", "1.11.0");
        metadata.put("generated_at", generatedAt.toString());
        metadata.put("invocation_id", invocationId);
        metadata.put("env", ImmutableMap.of());
        return metadata;
    }
}
