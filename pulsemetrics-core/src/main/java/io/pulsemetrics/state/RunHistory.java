package io.pulsemetrics.state;

import static io.pulsemetrics.state.Ledger.AS_OF;
import static io.pulsemetrics.state.Ledger.ENDED_AT;
import static io.pulsemetrics.state.Ledger.NODES;
import static io.pulsemetrics.state.Ledger.RELATION;
import static io.pulsemetrics.state.Ledger.RUNS;
import static io.pulsemetrics.state.Ledger.RUN_ID;
import static io.pulsemetrics.state.Ledger.STARTED_AT;
import static io.pulsemetrics.state.Ledger.STATUS;
import static io.pulsemetrics.state.Ledger.TARGET;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.DSLContext;

/** What the ledger tells of runs that were. Not thread-safe, as its connection is not. */
public final class RunHistory {
    private final DSLContext sql;

    public RunHistory(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * A run.
     *
     * @param asOf how far it looked, UTC
     * @param ended empty while it runs
     * @param status {@code running}, {@code published}, {@code failed} or {@code interrupted}
     * @param nodes how many relations it has a result for
     */
    public record PastRun(
            String runId, LocalDateTime asOf, Instant started, Optional<Instant> ended, String status, long nodes) {}

    /** The runs of a target, the latest first; empty where nothing was run yet. */
    public ImmutableList<PastRun> runs(String target, int limit) {
        if (!new Ledger(sql).exists()) {
            return ImmutableList.of();
        }
        var runId = field(name(Ledger.SCHEMA, "runs", "run_id"), String.class);
        var noted = field(select(countLarge())
                .from(NODES)
                .where(field(name(Ledger.SCHEMA, "nodes", "run_id"), String.class)
                        .eq(runId)));
        var nodes = (new UnchangedRelations(sql).isThere() ? noted.plus(UnchangedRelations.count(runId)) : noted)
                .as("node_count");
        return sql
                .select(RUN_ID, AS_OF, STARTED_AT, ENDED_AT, STATUS, nodes)
                .from(RUNS)
                .where(TARGET.eq(target))
                .orderBy(STARTED_AT.desc(), RUN_ID.desc())
                .limit(limit)
                .fetch()
                .stream()
                .map(row -> new PastRun(
                        row.get(RUN_ID),
                        row.get(AS_OF),
                        row.get(STARTED_AT).toInstant(),
                        Optional.ofNullable(row.get(ENDED_AT)).map(OffsetDateTime::toInstant),
                        row.get(STATUS),
                        row.get(nodes)))
                .collect(ImmutableList.toImmutableList());
    }

    /** The relations that a run has a result for, as {@code schema.name}. */
    public ImmutableSet<String> nodes(String runId) {
        return ImmutableSortedSet.<String>naturalOrder()
                .addAll(sql.select(RELATION).from(NODES).where(RUN_ID.eq(runId)).fetch(RELATION))
                .addAll(new UnchangedRelations(sql).read(runId))
                .build();
    }
}
