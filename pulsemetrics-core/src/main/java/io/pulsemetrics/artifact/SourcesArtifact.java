package io.pulsemetrics.artifact;

import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.run.SourceFreshness;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The freshness of sources in dbt's sources schema, version 3. */
final class SourcesArtifact {
    /** What dbt writes of a source without rows. */
    static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final ArtifactContext context;
    private final UniqueIds ids;

    SourcesArtifact(ArtifactContext context) {
        this.context = context;
        this.ids = new UniqueIds(context.projectName());
    }

    Map<String, @Nullable Object> json(List<SourceFreshness> results, Duration elapsed) {
        var artifact = new LinkedHashMap<String, @Nullable Object>();
        artifact.put("metadata", context.metadata("sources/v3"));
        artifact.put("results", results.stream().map(this::result).toList());
        artifact.put("elapsed_time", RunResults.seconds(elapsed));
        return artifact;
    }

    private Map<String, @Nullable Object> result(SourceFreshness found) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("unique_id", ids.source(found.source()));
        if (found.error().isPresent()) {
            fields.put("error", found.message());
            fields.put("status", "runtime error");
            return fields;
        }
        var newest = found.newest().orElse(NEVER);
        fields.put("max_loaded_at", newest);
        fields.put("snapshotted_at", found.lookedAt());
        fields.put("max_loaded_at_time_ago_in_s", RunResults.seconds(Duration.between(newest, found.lookedAt())));
        fields.put("status", found.status().name().toLowerCase(Locale.ROOT));
        fields.put("criteria", criteria(found.limits()));
        fields.put("adapter_response", Map.of());
        fields.put("timing", List.of());
        fields.put("thread_id", "main");
        fields.put("execution_time", RunResults.seconds(found.took()));
        return fields;
    }

    /** As dbt's manifest and its sources write them. */
    static Map<String, @Nullable Object> criteria(Freshness limits) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        limits.warnAfter().ifPresent(limit -> fields.put("warn_after", time(limit)));
        limits.errorAfter().ifPresent(limit -> fields.put("error_after", time(limit)));
        boolean all = limits.where().equals(DSL.noCondition());
        fields.put("filter", all ? null : limits.where().toString());
        return fields;
    }

    /** In the greatest unit that loses nothing; what is less than a minute counts as one. */
    private static Map<String, Object> time(Duration limit) {
        if (limit.equals(Duration.ofDays(limit.toDays()))) {
            return Map.of("count", limit.toDays(), "period", "day");
        }
        return limit.equals(Duration.ofHours(limit.toHours()))
                ? Map.of("count", limit.toHours(), "period", "hour")
                : Map.of("count", Math.max(1, limit.toMinutes()), "period", "minute");
    }
}
