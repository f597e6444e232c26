package io.pulsemetrics.plan;

import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Snapshot;
import java.util.Arrays;

/** What a name in a schema's list of relations stands for. */
public enum RelationKind {
    TABLE("r", "table"),
    PARTITIONED_TABLE("p", "partitioned table"),
    VIEW("v", "view"),
    MATERIALIZED_VIEW("m", "materialized view"),
    FOREIGN_TABLE("f", "foreign table"),
    SEQUENCE("S", "sequence"),
    COMPOSITE_TYPE("c", "composite type");

    private final String catalogCode;
    private final String label;

    RelationKind(String catalogCode, String label) {
        this.catalogCode = catalogCode;
        this.label = label;
    }

    /** The kind that {@code pg_class.relkind} names. */
    public static RelationKind ofCatalogCode(String code) {
        return Arrays.stream(values())
                .filter(kind -> kind.catalogCode.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of relation: " + code));
    }

    /** What a model becomes. */
    public static RelationKind of(Materialization materialization) {
        return switch (materialization) {
            case Materialization.View ignored -> VIEW;
            case Materialization.Ephemeral ignored -> VIEW;
            case Materialization.MaterializedView ignored -> MATERIALIZED_VIEW;
            case Materialization.StoredTable ignored -> TABLE;
            case Incremental ignored -> TABLE;
            case Snapshot ignored -> TABLE;
        };
    }

    /** Whether PulseMetrics can put a relation of this kind in another's place: tables, views, materialized views. */
    public boolean isReplaceable() {
        return this == TABLE || this == VIEW || this == MATERIALIZED_VIEW;
    }

    /** In plain words: {@code materialized view}. */
    @Override
    public String toString() {
        return label;
    }
}
