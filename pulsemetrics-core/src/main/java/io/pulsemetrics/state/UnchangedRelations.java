package io.pulsemetrics.state;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static org.jooq.impl.DSL.name;

import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.model.RelationName;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * What runs left as it was: {@code pulse_state.unchanged}, one row for each run that left something, however much it is, so that the ledger
 * grows with what runs do.
 *
 * <p>It has no foreign key to the table of the runs: that may belong to another role, and to refer to it takes a right that nothing else
 * here needs.
 *
 * <p>Not thread-safe, as its connection is not.
 */
final class UnchangedRelations {
    private static final Name NAME = name(Ledger.SCHEMA, "unchanged");
    private static final Table<Record> UNCHANGED = DSL.table(NAME);
    private static final Field<String> RUN_ID =
            DSL.field(name(Ledger.SCHEMA, "unchanged", "run_id"), SQLDataType.CLOB.notNull());
    private static final Field<String[]> RELATIONS =
            DSL.field(name("relations"), SQLDataType.CLOB.array().notNull());

    private final DSLContext sql;

    UnchangedRelations(DSLContext sql) {
        this.sql = sql;
    }

    /** Creates the table where it is missing; that of the runs is there. */
    void create() {
        if (!isThere()) {
            sql.createTableIfNotExists(NAME)
                    .columns(Ledger.RUN_ID, RELATIONS)
                    .constraints(DSL.constraint("unchanged_pkey").primaryKey(Ledger.RUN_ID))
                    .execute();
        }
    }

    /** Whether there is such a table; a ledger that an earlier version created may have none yet. */
    boolean isThere() {
        return Ledger.isThere(sql, UNCHANGED);
    }

    /** Notes what a run leaves, once for a run. */
    void note(String runId, Collection<RelationName> relations) {
        if (!relations.isEmpty()) {
            sql.insertInto(UNCHANGED)
                    .columns(Ledger.RUN_ID, RELATIONS)
                    .values(
                            runId,
                            relations.stream().map(RelationName::toString).toArray(String[]::new))
                    .execute();
        }
    }

    /** What a run left, as {@code schema.name}; nothing if there is no such table. */
    ImmutableSortedSet<String> read(String runId) {
        if (!isThere()) {
            return ImmutableSortedSet.of();
        }
        return sql.select(RELATIONS).from(UNCHANGED).where(RUN_ID.eq(runId)).fetch(RELATIONS).stream()
                .flatMap(Arrays::stream)
                .collect(toImmutableSortedSet(Comparator.naturalOrder()));
    }

    /** The runs that left something. */
    static Select<Record1<String>> runs() {
        return DSL.select(RUN_ID).from(UNCHANGED);
    }

    /** How much a run left. */
    static Field<Integer> count(Field<String> runId) {
        return DSL.coalesce(
                DSL.field(DSL.select(DSL.cardinality(RELATIONS)).from(UNCHANGED).where(RUN_ID.eq(runId))), 0);
    }
}
