package io.pulsemetrics.state;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.select.Outcome;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The ledger: one row per run in {@code pulse_state.runs}, one per relation of a run in {@code pulse_state.nodes}, one per check
 * of those in {@code pulse_state.checks}, one per source that lay above them in {@code pulse_state.sources}; what a run left is one row
 * in {@code pulse_state.unchanged}. What a run published is written in the transaction that published it, so that the ledger cannot say
 * anything that is not so.
 *
 * <p>Not thread-safe: used by the connection that holds the target's lock.
 */
public final class Ledger {
    /** The status of a run whose build passed its checks and waits to be published. */
    public static final String WAITING = "waiting";

    /** The status of a run that only tried models on a part of the data. */
    public static final String TRIED = "tried";

    /** The status of a relation, and of a run, that is published. */
    public static final String PUBLISHED = "published";

    /** The status of a run that put back what another had replaced, and of what was published and is not there any more because of that. */
    public static final String ROLLED_BACK = "rolled back";

    /** The schema of the ledger. */
    public static final String SCHEMA = BuildNames.STATE_SCHEMA;

    private static final Name RUNS_NAME = name(SCHEMA, "runs");
    private static final Name NODES_NAME = name(SCHEMA, "nodes");
    private static final Name CHECKS_NAME = name(SCHEMA, "checks");
    private static final Name SOURCES_NAME = name(SCHEMA, "sources");
    static final Table<Record> SOURCES = table(SOURCES_NAME);
    static final Table<Record> RUNS = table(RUNS_NAME);
    static final Table<Record> NODES = table(NODES_NAME);
    static final Table<Record> CHECKS = table(CHECKS_NAME);

    static final Field<String> RUN_ID = DSL.field(name("run_id"), SQLDataType.CLOB.notNull());
    static final Field<String> TARGET = DSL.field(name("target"), SQLDataType.CLOB.notNull());
    static final Field<LocalDateTime> AS_OF = DSL.field(name("as_of"), SQLDataType.LOCALDATETIME.notNull());
    static final Field<OffsetDateTime> STARTED_AT = DSL.field(name("started_at"), SQLDataType.OFFSETDATETIME.notNull());
    static final Field<OffsetDateTime> ENDED_AT = DSL.field(name("ended_at"), SQLDataType.OFFSETDATETIME.null_());
    static final Field<String> STATUS = DSL.field(name("status"), SQLDataType.CLOB.notNull());
    static final Field<String> RELATION = DSL.field(name("relation"), SQLDataType.CLOB.notNull());
    private static final Field<Long> ROWS = DSL.field(name("rows"), SQLDataType.BIGINT.null_());
    private static final Field<Long> MILLISECONDS = DSL.field(name("milliseconds"), SQLDataType.BIGINT.notNull());

    /** What was published; 0 for what has no relation of its own, NULL in lines of earlier versions and for what was not published. */
    private static final Field<Long> OID = DSL.field(name("relation_oid"), SQLDataType.BIGINT.null_());

    static final Field<String> FINGERPRINT = DSL.field(name("fingerprint"), SQLDataType.CLOB.null_());
    static final Field<String> CHECK = DSL.field(name("check_name"), SQLDataType.CLOB.notNull());
    private static final Field<Long> VIOLATIONS = DSL.field(name("violations"), SQLDataType.BIGINT.notNull());

    static final Field<String> SOURCE = DSL.field(name("source"), SQLDataType.CLOB.notNull());
    static final Field<OffsetDateTime> LOADED_UP_TO =
            DSL.field(name("loaded_up_to"), SQLDataType.OFFSETDATETIME.notNull());

    private final DSLContext sql;

    /** @param sql the connection that holds the target's lock */
    public Ledger(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * A relation's line in the ledger.
     *
     * @param status what became of it
     * @param fingerprint what it computes; see {@link io.pulsemetrics.project.Fingerprint}
     * @param checks the answers to its checks
     */
    public record Line(
            RelationName relation,
            String status,
            long rows,
            long milliseconds,
            String fingerprint,
            ImmutableList<CheckLine> checks) {}

    /** A check's line in the ledger. */
    public record CheckLine(String name, Outcome outcome, long violations) {}

    /** Creates the ledger where it is missing. */
    public void create() {
        if (!exists() || !notesSources() || !notesIdentities()) {
            createTables();
        }
        new PublishedQueries(sql).create();
        new UnchangedRelations(sql).create();
    }

    private void createTables() {
        createSchema();
        sql.createTableIfNotExists(RUNS_NAME)
                .columns(RUN_ID, TARGET, AS_OF, STARTED_AT, ENDED_AT, STATUS)
                .constraints(constraint("runs_pkey").primaryKey(RUN_ID))
                .execute();
        sql.createTableIfNotExists(NODES_NAME)
                .columns(RUN_ID, RELATION, STATUS, ROWS, MILLISECONDS)
                .constraints(
                        constraint("nodes_pkey").primaryKey(RUN_ID, RELATION),
                        constraint("nodes_run_fkey")
                                .foreignKey(RUN_ID)
                                .references(RUNS_NAME, RUN_ID.getUnqualifiedName()))
                .execute();
        sql.alterTable(NODES_NAME).addColumnIfNotExists(FINGERPRINT).execute();
        sql.alterTable(NODES_NAME).addColumnIfNotExists(OID).execute();
        sql.createTableIfNotExists(CHECKS_NAME)
                .columns(RUN_ID, RELATION, CHECK, STATUS, VIOLATIONS)
                .constraints(
                        constraint("checks_pkey").primaryKey(RUN_ID, RELATION, CHECK),
                        constraint("checks_node_fkey")
                                .foreignKey(RUN_ID, RELATION)
                                .references(NODES_NAME, RUN_ID.getUnqualifiedName(), RELATION.getUnqualifiedName()))
                .execute();
        createSources();
    }

    /** Not even IF NOT EXISTS is allowed to a role that may not create schemas. */
    private void createSchema() {
        var schema = sql.render(DSL.schema(name(SCHEMA)));
        if (sql.fetchSingle(DSL.field("to_regnamespace({0})", SQLDataType.CLOB, DSL.val(schema))
                        .isNull())
                .value1()) {
            sql.createSchemaIfNotExists(name(SCHEMA)).execute();
        }
    }

    private void createSources() {
        sql.createTableIfNotExists(SOURCES_NAME)
                .columns(RUN_ID, SOURCE, LOADED_UP_TO)
                .constraints(
                        constraint("sources_pkey").primaryKey(RUN_ID, SOURCE),
                        constraint("sources_run_fkey")
                                .foreignKey(RUN_ID)
                                .references(RUNS_NAME, RUN_ID.getUnqualifiedName()))
                .execute();
    }

    /** Notes how far the sources went that a run reads, before it builds; what was noted of them earlier in the run stays. */
    public void noteSources(String runId, Map<RelationName, Instant> newest) {
        newest.forEach((source, instant) -> sql.insertInto(SOURCES)
                .columns(RUN_ID, SOURCE, LOADED_UP_TO)
                .values(runId, source.toString(), instant.atOffset(ZoneOffset.UTC))
                .onConflictDoNothing()
                .execute());
    }

    /** Whether there is a ledger. */
    boolean exists() {
        return isThere(sql, CHECKS);
    }

    /** Whether it notes how far sources went; one that an earlier version created may not do so yet. */
    boolean notesSources() {
        return isThere(sql, SOURCES);
    }

    private boolean notesIdentities() {
        return sql.fetchSingle(
                        "select exists (select from pg_attribute where attrelid = to_regclass(?) and attname = ?)",
                        sql.render(NODES),
                        OID.getName())
                .get(0, Boolean.class);
    }

    /** Whether a table of the ledger is there, in the schema that the target has it in. */
    static boolean isThere(DSLContext sql, Table<?> table) {
        var relation = DSL.field("to_regclass({0})", SQLDataType.CLOB, DSL.val(sql.render(table)));
        return sql.fetchSingle(relation.isNotNull()).value1();
    }

    /**
     * Notes that a run begins, that earlier runs of the target which did not end were interrupted, and that a build which waited to be
     * published is given up. Does nothing if that is noted already.
     */
    public void begin(String runId, String target, LocalDateTime asOf) {
        beginning(runId, target, asOf).forEach(sql::execute);
    }

    private static ImmutableList<Query> beginning(String runId, String target, LocalDateTime asOf) {
        return ImmutableList.of(
                DSL.update(RUNS)
                        .set(
                                STATUS,
                                DSL.when(STATUS.eq("running"), "interrupted").otherwise("failed"))
                        .set(ENDED_AT, currentOffsetDateTime())
                        .where(TARGET.eq(target), STATUS.in("running", WAITING), RUN_ID.ne(runId)),
                DSL.insertInto(RUNS)
                        .columns(RUN_ID, TARGET, AS_OF, STARTED_AT, STATUS)
                        .values(
                                DSL.val(runId),
                                DSL.val(target),
                                DSL.val(asOf),
                                currentOffsetDateTime(),
                                DSL.val("running"))
                        .onConflictDoNothing());
    }

    /** The statements that note, in its transaction, that what was replaced is back. */
    public static ImmutableList<Query> rollingBack(String runId, String target, LocalDateTime asOf) {
        return ImmutableList.<Query>builder()
                .addAll(beginning(runId, target, asOf))
                .add(undoing(target))
                .addAll(ending(runId, ROLLED_BACK, List.of()))
                .build();
    }

    /** The run of the target whose build waits to be published; the names of its relations, in no order. */
    public Optional<Waiting> waiting(String target) {
        return sql.select(RUN_ID, AS_OF)
                .from(RUNS)
                .where(TARGET.eq(target), STATUS.eq(WAITING))
                .fetchOptional()
                .map(run -> new Waiting(
                        run.get(RUN_ID),
                        run.get(AS_OF),
                        ImmutableSet.copyOf(sql.select(RELATION)
                                .from(NODES)
                                .where(RUN_ID.eq(run.get(RUN_ID)), STATUS.eq("passed"))
                                .fetch(RELATION))));
    }

    /** A run whose build waits to be published. */
    public record Waiting(String runId, LocalDateTime asOf, ImmutableSet<String> relations) {}

    /** Whether a run is under way, or its build waits: so it is as long as no other run of the target has begun. */
    public boolean isUnderWay(String runId) {
        return sql.fetchExists(RUNS, RUN_ID.eq(runId), STATUS.in("running", WAITING));
    }

    /**
     * Notes how a run ended.
     *
     * @param lines of the relations of which nothing was noted yet
     */
    public static void end(DSLContext sql, String runId, String status, List<Line> lines) {
        ending(runId, status, lines).forEach(sql::execute);
    }

    /** The statements that note how a run ended, for the publish transaction. */
    public static ImmutableList<Query> ending(String runId, String status, List<Line> lines) {
        return ImmutableList.<Query>builder()
                .add(DSL.update(RUNS)
                        .set(STATUS, status)
                        .set(ENDED_AT, currentOffsetDateTime())
                        .where(RUN_ID.eq(runId)))
                .addAll(noting(runId, lines))
                .build();
    }

    /** The statements that note, in the publish transaction, that what waited is published. */
    public static ImmutableList<Query> publishingLater(String runId, Collection<RelationName> relations) {
        var queries = ImmutableList.<Query>builder();
        relations.forEach(relation -> queries.add(DSL.update(NODES)
                .set(STATUS, PUBLISHED)
                .set(OID, identity(relation))
                .where(RUN_ID.eq(runId), RELATION.eq(relation.toString()))));
        return queries.addAll(ending(runId, PUBLISHED, List.of())).build();
    }

    /**
     * Notes, in the transaction of a rollback, that what is not in place any more was rolled back: of each relation the lines of runs that
     * published it after the run that published what stands there now, and the ephemeral models of those runs.
     */
    private static Query undoing(String target) {
        return DSL.query("""
                with there as (
                  select n.relation, max(r.started_at) as published_at
                  from {0} n join {1} r using (run_id)
                  join pg_class c on c.oid::bigint = n.relation_oid join pg_namespace s on s.oid = c.relnamespace
                  where r.target = {2} and n.status = {3} and n.relation = s.nspname || '.' || c.relname
                  group by n.relation),
                undone as (
                  update {0} n set status = {4} from {1} r, there
                  where r.run_id = n.run_id and r.target = {2} and n.relation = there.relation and n.status = {3}
                    and r.started_at > there.published_at
                  returning n.run_id)
                update {0} n set status = {4}
                where n.status = {3} and n.relation_oid = 0 and n.run_id in (select run_id from undone)
                """, NODES, RUNS, DSL.val(target), DSL.val(PUBLISHED), DSL.val(ROLLED_BACK));
    }

    /** What stands under a name; 0 if nothing does, as for what is ephemeral. */
    private static Field<Long> identity(RelationName relation) {
        return DSL.coalesce(IntervalLedger.oid(relation), DSL.inline(0L));
    }

    /** Notes what a run leaves as it is, once for a run. */
    public void noteUnchanged(String runId, Collection<RelationName> relations) {
        new UnchangedRelations(sql).note(runId, relations);
    }

    /** The statements that note what became of relations, for the publish transaction. */
    public static ImmutableList<Query> noting(String runId, List<Line> lines) {
        var nodes = insert(
                NODES,
                List.of(RUN_ID, RELATION, STATUS, ROWS, MILLISECONDS, FINGERPRINT, OID),
                lines.stream()
                        .map(line -> rowN(
                                runId,
                                line.relation().toString(),
                                line.status(),
                                line.rows(),
                                line.milliseconds(),
                                line.fingerprint(),
                                line.status().equals(PUBLISHED) ? identity(line.relation()) : DSL.val(null, OID)))
                        .toList());
        var checks = insert(
                CHECKS,
                List.of(RUN_ID, RELATION, CHECK, STATUS, VIOLATIONS),
                lines.stream()
                        .flatMap(line -> line.checks().stream()
                                .map(check -> rowN(
                                        runId,
                                        line.relation().toString(),
                                        check.name(),
                                        check.outcome().word(),
                                        check.violations())))
                        .toList());
        return Stream.of(nodes, checks).flatMap(Optional::stream).collect(toImmutableList());
    }

    private static RowN rowN(Object... values) {
        return DSL.row(List.of(values));
    }

    private static Optional<Query> insert(
            Table<Record> table, List<? extends Field<?>> columns, List<? extends RowN> rows) {
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(DSL.insertInto(table).columns(columns).valuesOfRows(rows));
    }
}
