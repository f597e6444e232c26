package io.pulsemetrics.run;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.BuildState.BuiltTable;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.state.IntervalLedger;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Session;
import java.util.List;

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
        return switch (node.node().config().materialization()) {
            case Incremental ignored -> true;
            case Snapshot ignored -> true;
            default -> false;
        };
    }

    BuildState read(Plan plan) {
        ledger.create();
        var kept = plan.nodes().stream()
                .filter(BuildStates::isKept)
                .map(PlannedNode::name)
                .toList();
        var relations = catalog.snapshot(List.of(), kept);
        var tables = ImmutableMap.<RelationName, BuiltTable>builder();
        kept.stream()
                .filter(name -> relations
                        .find(name)
                        .filter(it -> it.kind() == RelationKind.TABLE)
                        .isPresent())
                .forEach(name -> tables.put(name, ledger.read(name, catalog.columns(name))));
        return new BuildState(tables.buildOrThrow(), options.fullRefresh(), options.backfill());
    }
}
