package io.pulsemetrics.state;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.BuildState.BuiltTable;
import io.pulsemetrics.plan.BuildState.Done;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.Coverage;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Which stretches of time of an incremental model were computed, and as of when: {@code pulse_state.intervals}. Written in the transaction
 * that publishes the rows. A row counts only as long as the table is the same: if somebody drops it or puts another in its place, nothing
 * counts as computed.
 *
 * <p>Not thread-safe: used by the connection that holds the target's lock.
 */
public final class IntervalLedger {
    private static final Name NAME = name(Ledger.SCHEMA, "intervals");
    private static final Table<Record> INTERVALS = table(NAME);
    private static final Field<String> RELATION = DSL.field(name("relation"), SQLDataType.CLOB.notNull());
    private static final Field<Long> OID = DSL.field(name("relation_oid"), SQLDataType.BIGINT.notNull());
    private static final Field<LocalDateTime> STARTS_AT =
            DSL.field(name("starts_at"), SQLDataType.LOCALDATETIME.null_());
    private static final Field<LocalDateTime> ENDS_AT = DSL.field(name("ends_at"), SQLDataType.LOCALDATETIME.notNull());
    private static final Field<LocalDateTime> AS_OF = DSL.field(name("as_of"), SQLDataType.LOCALDATETIME.notNull());
    private static final Field<String> AUDIT = DSL.field(name("audit"), SQLDataType.CLOB.notNull());
    private static final Field<String> RUN_ID = DSL.field(name("run_id"), SQLDataType.CLOB.notNull());

    private final DSLContext sql;

    /** @param sql the connection that holds the target's lock */
    public IntervalLedger(DSLContext sql) {
        this.sql = sql;
    }

    /** Creates the table where it is missing. */
    public void create() {
        if (exists()) {
            return;
        }
        sql.createTableIfNotExists(NAME)
                .columns(RELATION, OID, STARTS_AT, ENDS_AT, AS_OF, AUDIT, RUN_ID)
                .execute();
    }

    private boolean exists() {
        return Ledger.isThere(sql, INTERVALS);
    }

    /**
     * What was computed of a table, in order of time; what was computed of another table of this name does not count. Nothing if there is no
     * ledger yet.
     */
    public BuiltTable read(RelationName relation, ImmutableList<ColumnType> columns) {
        if (!exists()) {
            return new BuiltTable(columns, ImmutableList.of(), Optional.empty());
        }
        var rows = sql.select(AUDIT, STARTS_AT, ENDS_AT, AS_OF)
                .from(INTERVALS)
                .where(RELATION.eq(relation.toString()), OID.eq(oid(relation)))
                .orderBy(STARTS_AT.asc().nullsFirst(), ENDS_AT, AS_OF)
                .fetch();
        return new BuiltTable(
                columns,
                rows.stream()
                        .map(row ->
                                new Done(new TimeRange(Optional.ofNullable(row.value2()), row.value3()), row.value4()))
                        .collect(toImmutableList()),
                rows.stream().map(row -> row.value1()).findFirst());
    }

    /**
     * The statements that note what a run computed of a table, which is in its published place by then; for the publish transaction.
     *
     * @param asOf the as-of instant of the run
     */
    public static ImmutableList<Query> writing(
            RelationName relation, Coverage coverage, LocalDateTime asOf, String runId) {
        var ofRelation = RELATION.eq(relation.toString());
        var statements = ImmutableList.<Query>builder();
        if (coverage.anew()) {
            statements.add(DSL.deleteFrom(INTERVALS).where(ofRelation));
        }
        for (var range : coverage.ranges()) {
            var start = range.from().orElse(null);
            statements.add(DSL.deleteFrom(INTERVALS)
                    .where(ofRelation, ENDS_AT.le(range.to()))
                    .and(start == null ? DSL.noCondition() : STARTS_AT.ge(start)));
            statements.add(DSL.insertInto(INTERVALS)
                    .columns(RELATION, OID, STARTS_AT, ENDS_AT, AS_OF, AUDIT, RUN_ID)
                    .values(
                            DSL.val(relation.toString()),
                            oid(relation),
                            DSL.val(start, STARTS_AT),
                            DSL.val(range.to()),
                            DSL.val(asOf),
                            DSL.val(coverage.audit()),
                            DSL.val(runId)));
        }
        return statements
                .add(DSL.update(INTERVALS)
                        .set(OID, oid(relation))
                        .set(AUDIT, coverage.audit())
                        .where(ofRelation))
                .build();
    }

    /** The oid of what stands under a name; NULL if nothing does. */
    static Field<Long> oid(RelationName relation) {
        return DSL.field(
                "(select c.oid::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = {0} and"
                        + " c.relname = {1})",
                SQLDataType.BIGINT, DSL.val(relation.schema()), DSL.val(relation.name()));
    }
}
