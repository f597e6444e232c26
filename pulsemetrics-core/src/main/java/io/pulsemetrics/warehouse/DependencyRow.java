package io.pulsemetrics.warehouse;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.Owner;
import io.pulsemetrics.plan.RelationKind;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * One dependency, as dependents.sql finds it.
 *
 * @param on what is depended on: a replaced relation or a view above one
 * @param onReplaced whether it is a replaced one
 * @param reader the view or materialized view that depends by reading, if it is one
 * @param readerReplaced whether that reader is itself replaced
 * @param object what depends, in PostgreSQL's words
 * @param objectOid its identity
 * @param rebound whether it is a function that is created again in place
 * @param reason why it could not follow
 */
record DependencyRow(
        RelationName on,
        boolean onReplaced,
        @Nullable Reader reader,
        boolean readerReplaced,
        String object,
        long objectOid,
        boolean rebound,
        Dependent.Reason reason) {

    /** A view or materialized view. */
    record Reader(RelationName name, long oid, RelationKind kind, Owner owner) {}

    static DependencyRow of(Record row) {
        var category = row.get("reason", String.class);
        return new DependencyRow(
                new RelationName(row.get("relation_schema", String.class), row.get("relation_name", String.class)),
                row.get("relation_replaced", Boolean.class),
                row.get("reads", Boolean.class) ? reader(row) : null,
                row.get("home_replaced", Boolean.class),
                row.get("object", String.class),
                row.get("object_oid", Long.class),
                row.get("rebound", Boolean.class),
                Dependent.Reason.valueOf(category));
    }

    private static Reader reader(Record row) {
        return new Reader(
                new RelationName(row.get("home_schema", String.class), row.get("home_name", String.class)),
                row.get("home_oid", Long.class),
                RelationKind.ofCatalogCode(row.get("home_kind", String.class)),
                new Owner(
                        row.get("home_owner", String.class),
                        row.get("home_ours", Boolean.class),
                        row.get("home_owner_may_create", Boolean.class)));
    }
}
