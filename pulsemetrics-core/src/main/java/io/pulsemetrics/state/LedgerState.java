package io.pulsemetrics.state;

import static io.pulsemetrics.state.Ledger.CHECK;
import static io.pulsemetrics.state.Ledger.CHECKS;
import static io.pulsemetrics.state.Ledger.FINGERPRINT;
import static io.pulsemetrics.state.Ledger.LOADED_UP_TO;
import static io.pulsemetrics.state.Ledger.NODES;
import static io.pulsemetrics.state.Ledger.RELATION;
import static io.pulsemetrics.state.Ledger.RUNS;
import static io.pulsemetrics.state.Ledger.RUN_ID;
import static io.pulsemetrics.state.Ledger.SOURCE;
import static io.pulsemetrics.state.Ledger.SOURCES;
import static io.pulsemetrics.state.Ledger.STARTED_AT;
import static io.pulsemetrics.state.Ledger.STATUS;
import static io.pulsemetrics.state.Ledger.TARGET;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableTable;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.select.Outcome;
import io.pulsemetrics.select.SelectionState;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * A target's ledger as selectors see it: each relation as it was last published, and the last run that has a result. Read once;
 * immutable.
 */
public final class LedgerState implements SelectionState {
    private final ImmutableMap<String, String> fingerprints;
    private final ImmutableSetMultimap<String, Outcome> nodes;
    private final ImmutableTable<String, String, Outcome> checks;
    private final ImmutableTable<String, String, Instant> seen;

    private LedgerState(
            ImmutableMap<String, String> fingerprints,
            ImmutableSetMultimap<String, Outcome> nodes,
            ImmutableTable<String, String, Outcome> checks,
            ImmutableTable<String, String, Instant> seen) {
        this.seen = seen;
        this.fingerprints = fingerprints;
        this.nodes = nodes;
        this.checks = checks;
    }

    /** The state of a target; empty where nothing was run yet. */
    public static LedgerState read(DSLContext sql, String target) {
        if (!new Ledger(sql).exists()) {
            return new LedgerState(
                    ImmutableMap.of(), ImmutableSetMultimap.of(), ImmutableTable.of(), ImmutableTable.of());
        }
        var runId = qualified(RUN_ID, "runs");
        var hasResult = runId.in(select(qualified(RUN_ID, "nodes")).from(NODES));
        var lastRun = sql.select(runId)
                .from(RUNS)
                .where(TARGET.eq(target))
                .and(
                        new UnchangedRelations(sql).isThere()
                                ? hasResult.or(runId.in(UnchangedRelations.runs()))
                                : hasResult)
                .orderBy(STARTED_AT.desc())
                .limit(1)
                .fetchOptional(runId);
        var checks = lastRun.map(run -> checks(sql, run)).orElse(ImmutableTable.of());
        return new LedgerState(
                fingerprints(sql, target),
                lastRun.map(run -> nodes(sql, run, checks)).orElse(ImmutableSetMultimap.of()),
                checks,
                new Ledger(sql).notesSources() ? seen(sql, target) : ImmutableTable.of());
    }

    /** For each relation and source, how far the source went in the run that last published the relation. */
    private static ImmutableTable<String, String, Instant> seen(DSLContext sql, String target) {
        var last = select(RELATION, qualified(RUN_ID, "nodes").as("run_id"))
                .distinctOn(RELATION)
                .from(NODES)
                .join(RUNS)
                .using(RUN_ID)
                .where(TARGET.eq(target), qualified(STATUS, "nodes").eq(Ledger.PUBLISHED))
                .orderBy(RELATION, STARTED_AT.desc())
                .asTable("last");
        return sql.select(RELATION, SOURCE, LOADED_UP_TO).from(last).join(SOURCES).using(RUN_ID).fetch().stream()
                .collect(ImmutableTable.toImmutableTable(
                        row -> row.get(RELATION),
                        row -> row.get(SOURCE),
                        row -> row.get(LOADED_UP_TO).toInstant()));
    }

    private static <T> Field<T> qualified(Field<T> column, String table) {
        return DSL.field(name(Ledger.SCHEMA, table, column.getName()), column.getDataType());
    }

    private static ImmutableMap<String, String> fingerprints(DSLContext sql, String target) {
        return sql
                .select(RELATION, FINGERPRINT)
                .distinctOn(RELATION)
                .from(NODES)
                .join(RUNS)
                .using(RUN_ID)
                .where(TARGET.eq(target), qualified(STATUS, "nodes").eq(Ledger.PUBLISHED), FINGERPRINT.isNotNull())
                .orderBy(RELATION, STARTED_AT.desc())
                .fetch()
                .stream()
                .collect(ImmutableMap.toImmutableMap(row -> row.get(RELATION), row -> row.get(FINGERPRINT)));
    }

    private static ImmutableTable<String, String, Outcome> checks(DSLContext sql, String run) {
        return sql.select(RELATION, CHECK, STATUS).from(CHECKS).where(RUN_ID.eq(run)).fetch().stream()
                .collect(ImmutableTable.toImmutableTable(
                        row -> row.get(RELATION), row -> row.get(CHECK), row -> outcome(row.get(STATUS))));
    }

    private static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static ImmutableSetMultimap<String, Outcome> nodes(
            DSLContext sql, String run, ImmutableTable<String, String, Outcome> checks) {
        var nodes = ImmutableSetMultimap.<String, Outcome>builder();
        sql.select(RELATION, STATUS).from(NODES).where(RUN_ID.eq(run)).forEach(row -> {
            switch (row.get(STATUS)) {
                // lines "unchanged" are of earlier versions, which wrote one for each relation that a run left
                case Ledger.PUBLISHED, Ledger.ROLLED_BACK, "passed", "unchanged" ->
                    nodes.put(row.get(RELATION), Outcome.SUCCESS);
                case "check_failed" -> nodes.put(row.get(RELATION), Outcome.FAIL);
                case "error" -> nodes.put(row.get(RELATION), Outcome.ERROR);
                case "skipped" -> nodes.put(row.get(RELATION), Outcome.SKIPPED);
                default -> throw new IllegalStateException("not a status of the ledger: " + row.get(STATUS));
            }
        });
        new UnchangedRelations(sql).read(run).forEach(relation -> nodes.put(relation, Outcome.SUCCESS));
        checks.rowMap().forEach((relation, answers) -> {
            if (answers.containsValue(Outcome.WARN)) {
                nodes.put(relation, Outcome.WARN);
            }
        });
        return nodes.build();
    }

    @Override
    public Optional<String> fingerprint(RelationName node) {
        return Optional.ofNullable(fingerprints.get(node.toString()));
    }

    @Override
    public ImmutableSet<Outcome> outcomes(RelationName node) {
        return nodes.get(node.toString());
    }

    @Override
    public Optional<Outcome> outcome(RelationName node, Check check) {
        return Optional.ofNullable(checks.get(node.toString(), check.name()));
    }

    @Override
    public Optional<Instant> seen(RelationName node, RelationName source) {
        return Optional.ofNullable(seen.get(node.toString(), source.toString()));
    }
}
