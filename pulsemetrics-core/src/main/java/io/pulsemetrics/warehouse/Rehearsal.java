package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;

/**
 * Describes every query of a run before anything is built: in one transaction that is rolled back, each query becomes a view
 * over the views of its parents. PostgreSQL parses and resolves all of them, says the real types of their columns and knows
 * exactly what each reads, plain SQL included; it computes nothing.
 */
public final class Rehearsal {
    private static final String READS = """
            select distinct v.relname::text, pn.nspname::text, p.relname::text
            from pg_class v
            join pg_namespace vn on vn.oid = v.relnamespace
            join pg_rewrite r on r.ev_class = v.oid
            join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
            join pg_class p on p.oid = d.refobjid and p.oid <> v.oid
            join pg_namespace pn on pn.oid = p.relnamespace
            where vn.nspname = ? and v.relname = ?
            order by 2, 3
            """;

    private final Session session;
    private final Map<RelationName, Outcome> outcomes = new LinkedHashMap<>();

    private Rehearsal(Session session) {
        this.session = session;
    }

    /**
     * A relation of the run.
     *
     * @param build the name it is built under
     * @param select its query, which reads its parents under their build names; empty for a seed
     * @param columns the columns of a seed
     * @param parents the build names of its parents
     */
    public record Part(
            RelationName build, String select, List<? extends Field<?>> columns, ImmutableSet<RelationName> parents) {}

    /** What came of a relation. */
    public sealed interface Outcome {
        /**
         * PostgreSQL accepts it.
         *
         * @param reads every relation it reads directly
         */
        record Described(ImmutableList<ColumnType> columns, ImmutableSet<RelationName> reads) implements Outcome {}

        /** PostgreSQL refuses it. */
        record Refused(PulseException problem) implements Outcome {}

        /** A parent was refused. */
        record NotReached(RelationName parent) implements Outcome {}
    }

    /**
     * Rehearses the parts.
     *
     * @param lock of the target, whose build schemas must be there and empty
     * @param parts parents before children
     * @return what came of each, by build name, in the same order
     */
    public static ImmutableMap<RelationName, Outcome> of(HeldLock lock, List<Part> parts) {
        var rehearsal = new Rehearsal(lock.session());
        try {
            rehearsal.session.begin();
            parts.forEach(rehearsal::part);
            return ImmutableMap.copyOf(rehearsal.outcomes);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("rehearsal", e);
        } finally {
            rehearsal.session.rollback();
        }
    }

    private void part(Part part) {
        var missing = part.parents().stream()
                .filter(parent -> !(outcomes.get(parent) instanceof Outcome.Described))
                .findFirst();
        outcomes.put(part.build(), missing.<Outcome>map(Outcome.NotReached::new).orElseGet(() -> attempt(part)));
    }

    private Outcome attempt(Part part) {
        session.execute("SAVEPOINT part");
        try {
            var relations = new Relations(session);
            if (part.select().isEmpty()) {
                relations.createTable(part.build(), part.columns());
            } else {
                relations.createView(part.build(), part.select());
            }
            var described = new Outcome.Described(relations.describe(part.build()), reads(part.build()));
            session.execute("RELEASE SAVEPOINT part");
            return described;
        } catch (PulseException e) {
            session.execute("ROLLBACK TO SAVEPOINT part");
            return new Outcome.Refused(e);
        }
    }

    private ImmutableSet<RelationName> reads(RelationName view) {
        return session.sql().resultQuery(READS, view.schema(), view.name()).stream()
                .map(row -> new RelationName(row.get(1, String.class), row.get(2, String.class)))
                .collect(ImmutableSet.toImmutableSet());
    }
}
