package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;

/**
 * A relation that is there, and how its checks are asked.
 *
 * @param name what it is called, also where it is read from a build schema
 * @param kind what it is; a source counts as a table
 * @param keptAs what the tables are called, before the name of a check, in which its offending rows are kept
 * @param audits the queries
 */
public record AuditedRelation(RelationName name, RelationKind kind, String keptAs, ImmutableList<PlannedAudit> audits) {

    /** A model or seed. */
    public static AuditedRelation of(PlannedNode node) {
        return new AuditedRelation(node.name(), node.kind(), node.name().name(), node.audits());
    }

    /** A source; a model of the same name keeps its rows elsewhere. */
    static AuditedRelation ofSource(RelationName name, ImmutableList<PlannedAudit> audits) {
        return new AuditedRelation(
                name, RelationKind.TABLE, "source_%s_%s".formatted(name.schema(), name.name()), audits);
    }
}
