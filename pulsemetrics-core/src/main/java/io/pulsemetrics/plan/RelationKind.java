package io.pulsemetrics.plan;

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

    /** Whether PulseMetrics can put a relation of this kind in another's place: tables, views, materialized views. */
    public boolean isReplaceable() {
        return isTable() || this == VIEW || this == MATERIALIZED_VIEW;
    }

    /** Whether it stores rows that statements write: a table, partitioned or not. */
    public boolean isTable() {
        return this == TABLE || this == PARTITIONED_TABLE;
    }

    /** What SQL calls it in {@code ALTER}, {@code DROP} and {@code COMMENT ON}: a partitioned table is a {@code table} there. */
    public String keyword() {
        return this == PARTITIONED_TABLE ? TABLE.label : label;
    }

    /** In plain words: {@code materialized view}. */
    @Override
    public String toString() {
        return label;
    }
}
