package io.pulsemetrics.run;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.BuildState.BuiltTable;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.state.IntervalLedger;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is there of the tables that a run brings up to date. */
final class BuildStates {
    private final Catalog catalog;
    private final IntervalLedger ledger;
    private final RunOptions options;

    BuildStates(Session session, RunOptions options) {
        this.catalog = new Catalog(session);
        this.ledger = new IntervalLedger(session.sql());
        this.options = options;
    }

    /** Whether what the plan does depends on what is there. */
    static boolean matterTo(Plan plan) {
        return plan.nodes().stream().anyMatch(BuildStates::isKept);
    }

    private static boolean isKept(PlannedNode node) {
        return node.design().inPlace()
                || switch (node.node().config().materialization()) {
                    case Incremental ignored -> true;
                    case Snapshot ignored -> true;
                    default -> false;
                };
    }

    /** Writes nothing: it needs no lock. */
    BuildState read(Plan plan) {
        var kept = plan.nodes().stream()
                .filter(BuildStates::isKept)
                .map(PlannedNode::name)
                .toList();
        var relations = catalog.snapshot(List.of(), kept);
        var tables = ImmutableMap.<RelationName, BuiltTable>builder();
        kept.stream()
                .filter(name ->
                        relations.find(name).filter(it -> it.kind().isTable()).isPresent())
                .forEach(name -> tables.put(name, ledger.read(name, catalog.columns(name))));
        var built = tables.buildOrThrow();
        refuse(plan, built);
        return new BuildState(built, options.fullRefresh(), options.backfill(), Optional.empty());
    }

    /** A table whose history may be nowhere else is not built anew because the ledger does not know it. */
    private static void refuse(Plan plan, Map<RelationName, BuiltTable> built) {
        var problems = plan.nodes().stream()
                .filter(node -> node.node().config().materialization() instanceof Incremental incremental
                        && !incremental.mayBeRebuilt()
                        && built.containsKey(node.name())
                        && built.get(node.name()).done().isEmpty())
                .map(node -> new Problem(
                        ErrorCode.CANNOT_REPLACE,
                        node.name().toString(),
                        "the table is there and the ledger does not say what was computed of it, so that it would be built anew;"
                                + " and the model is neverRebuilt()",
                        "Move the table away, or leave neverRebuilt() out for one run"))
                .toList();
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
    }
}
