package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Due;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.SelectedCheck;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.LedgerState;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Relations;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Builds models, audits them and publishes them all at once, or not at all.
 *
 * <pre>{@code
 * var runner = ModelRunner.of(Project.of(STG_ORDERS, FCT_DAILY_SALES), dataSource);
 * var result = runner.run(all());
 * runner.run(select("stg_orders", "fct_daily_sales+"));
 * }</pre>
 *
 * <p>Every selected model is built under its own name in a schema beside its own ({@code marts__build}), audited there, and
 * moved to its place in one transaction with all the others. Readers see the whole old state or the whole new one. A run that
 * fails, or is killed, leaves what was published as it was; the next run sweeps away what it left behind.
 *
 * <p>A run takes {@link RunOptions#threads} connections from the data source, and one more. It sets them up for itself and
 * gives them back as they were. Immutable; safe for use by several threads, of which one at a time gets a target's lock.
 */
public final class ModelRunner {
    private final Workspace workspace;
    private final Planning planning;

    private ModelRunner(Workspace workspace) {
        this.workspace = workspace;
        this.planning = new Planning(workspace);
    }

    /** Runs a project on the database behind the data source, with {@link RunOptions#defaults()}. */
    public static ModelRunner of(Project project, DataSource source) {
        return new ModelRunner(new Workspace(project, source, RunOptions.defaults(), Clock.systemUTC()));
    }

    /** The same, with these options. */
    public ModelRunner with(RunOptions changed) {
        return new ModelRunner(workspace.with(changed));
    }

    /** The same, with this clock instead of the system's: it gives the as-of instant of a run that is given none. */
    public ModelRunner with(Clock changed) {
        return new ModelRunner(workspace.with(changed));
    }

    /** The project as the target has it: its nodes have the names that are published. */
    public Project project() {
        return workspace.project();
    }

    /** As {@link #plan(Set)}; a connection is also needed if the selector compares with the ledger. */
    public Plan plan(Selector selector) {
        return plan(selector.resolve(selectionContext()).nodes());
    }

    /**
     * What {@link #run(Set)} would do now. A connection is needed only where incremental models and snapshots are among the nodes, where the
     * run defers or where it builds only what has changed: what is there is read without a lock, in a transaction that writes nothing. {@link
     * #run(Plan)} does exactly this.
     */
    public Plan plan(Set<Node> nodes) {
        return planning.plan(project().here(nodes));
    }

    /** Why a plan does what it does, compared with what is published. Reads without a lock, and writes nothing. */
    public Explanation explain(Plan plan) {
        return planning.explain(plan);
    }

    /**
     * Which of these nodes would not become what is there, and why: what a run with {@link RunOptions#withChangedOnly} builds; parents
     * before children.
     */
    public ImmutableMap<RelationName, Due> due(Set<Node> nodes) {
        return planning.due(project().here(nodes));
    }

    /** The SQL of nodes over what is published, without a connection. */
    public static ImmutableList<PlannedNode> compile(Project project, Set<Node> nodes, RunOptions options) {
        var there = project.in(options.target().schemas());
        return Planner.compile(there, there.here(nodes), GivenParameters.of(there, options, Clock.systemUTC()));
    }

    /** As {@link #compile(Project, Set, RunOptions)}, with what this runner would run with. */
    public ImmutableList<PlannedNode> compile(Set<Node> nodes) {
        var seen = workspace.seen(Set.of());
        return Planner.compile(seen, seen.here(nodes), workspace.parameters());
    }

    /** What selectors mean for this runner: they compare with the ledger of its target. */
    public SelectionContext selectionContext() {
        return SelectionContext.of(project()).withState(this::state).withNewest(this::newest);
    }

    /** What the ledger of the target says now. */
    public LedgerState state() {
        return workspace.inSession(session ->
                LedgerState.read(session.sql(), workspace.options().target().name()));
    }

    /** The time of the newest row of each declared source that knows when its rows were loaded and has any. */
    public ImmutableMap<RelationName, Instant> newest() {
        return workspace.inSession(session -> workspace
                .inspection()
                .newest(new Relations(session), project().sources().keySet()));
    }

    /**
     * How old the newest rows of sources are, by the runner's clock.
     *
     * @param sources those that do not say how old their newest row may be are left out
     * @return in the order in which the sources are declared; a source that could not be asked is an error among them
     */
    public ImmutableList<SourceFreshness> freshness(Set<RelationName> sources) {
        return workspace.inSession(session -> workspace.inspection().freshness(new Relations(session), sources));
    }

    /**
     * Asks checks of sources and of what is published, on as many connections as a run would build on; without a lock, and without a line
     * in the ledger.
     *
     * @param listener is told of each relation when its checks were asked, one at a time
     * @return a result for each relation with such checks, sources first: passed, check failed, or error
     */
    public ImmutableList<NodeResult> check(Set<SelectedCheck> checks, Consumer<NodeResult> listener) {
        var seen = workspace.seen(Set.of());
        var byRelation = ImmutableSetMultimap.<RelationName, Check>builder();
        checks.forEach(check -> byRelation.put(nameIn(seen, check.relation()), check.check()));
        var audited = Planner.audits(seen, byRelation.build(), workspace.parameters());
        if (workspace.storesRows(checks.stream().map(SelectedCheck::check))) {
            workspace.createAuditSchema();
        }
        return workspace
                .audits(workspace.reader(), listener)
                .ask(workspace.options().threads(), audited);
    }

    /** Under which name a relation is read. */
    private RelationName nameIn(Project seen, RelationName relation) {
        return project()
                .find(relation)
                .map(node -> seen.published(node.declaredName()))
                .orElse(relation);
    }

    /**
     * Runs the selected nodes.
     *
     * @return what became of each; a model or check that failed is told here and is no exception
     * @throws PulseException if the run could not begin or could not publish: the selector means nothing, the database is out
     *     of reach, another run holds the target, a right is missing, a query is refused or computes other types than
     *     declared, a dependent would be lost, the locks could not be had. What was published is as it was, but for snapshots,
     *     which may have been published before
     */
    public RunResult run(Selector selector) {
        return run(selector.resolve(selectionContext()).nodes());
    }

    /** As {@link #run(Selector)}, for nodes that were selected before. */
    public RunResult run(Set<Node> selected) {
        return run(project().here(selected), Optional.empty());
    }

    /**
     * Does what the plan says, as of the plan's instant.
     *
     * @param plan of this runner, or one with the same project and options
     * @throws PulseException {@code plan-outdated}: another run has published since, so that this plan is not what there is to do any more;
     *     else as {@link #run(Selector)}
     */
    public RunResult run(Plan plan) {
        var nodes = plan.nodes().stream().map(PlannedNode::node).collect(toImmutableSet());
        return run(project().here(nodes), Optional.of(plan));
    }

    private RunResult run(Set<Node> nodes, Optional<Plan> shown) {
        if (nodes.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.SELECTOR, "selector", "nothing is left to run", "Exclude less, or select more");
        }
        var values = shown.map(Plan::parameters).orElseGet(workspace::parameters);
        return Turn.take(workspace, turn -> {
            var seen = workspace.seen(turn.session(), nodes);
            var assignment = new Assignment(seen, nodes, values, shown);
            shown.ifPresent(plan -> planning.requireStill(turn.session(), assignment, plan));
            return run(assignment, turn);
        });
    }

    private RunResult run(Assignment assignment, Turn turn) {
        var listeners = workspace.options().listeners();
        var plan = assignment.plan(planning);
        var history = workspace.options().reduction().isPresent() ? KeptHistory.NOTHING : keepHistory(assignment, turn);
        history.tell(turn.runId(), plan, listeners);
        var result = history.with(rest(assignment, plan, history, turn).run(history.isEmpty()), plan);
        listeners.forEach(listener -> listener.runFinished(result));
        return result;
    }

    private Attempt rest(Assignment assignment, Plan plan, KeptHistory history, Turn turn) {
        if (history.isEmpty()) {
            return new Attempt(workspace, assignment, plan, turn);
        }
        var rest = assignment.of(
                Sets.difference(assignment.nodes(), history.nodes()).immutableCopy());
        return new Attempt(workspace, rest, rest.plan(planning), turn);
    }

    /**
     * Publishes the snapshots that read nothing but sources, by way of views at most, before anything else is as much as looked at. Those
     * that cannot be published now are left to the rest of the run, which says why.
     */
    private KeptHistory keepHistory(Assignment assignment, Turn turn) {
        var eager = KeptHistory.eager(assignment.seen(), assignment.nodes());
        if (eager.isEmpty()) {
            return KeptHistory.NOTHING;
        }
        try {
            var kept = assignment.of(eager);
            return new Attempt(workspace, kept, kept.plan(planning), turn).keepHistory();
        } catch (PulseException e) {
            if (e.problems().getFirst().code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return KeptHistory.NOTHING;
        }
    }

    /**
     * Publishes, without building again, what a run built and audited but could not publish, since something stood in the way. It waits
     * in its build schema until it is published or the target is run again.
     *
     * @throws PulseException {@code nothing-to-publish}: no build waits, or the project has changed so that it is not what it would build;
     *     what stands in the way still. What was published is as it was
     */
    public Published publish() {
        return Turn.take(workspace, turn -> WaitingBuild.of(workspace, turn).publish());
    }

    /**
     * Puts what the last publish replaced back in its place, at once, in one transaction, and drops what stood there. A second rollback
     * undoes the publish before. Relations that were published for the first time stay.
     *
     * @throws PulseException {@code nothing-kept}: runs did not keep what they replaced, see {@link Publishing}; what stands in the way of a
     *     publish. What was published is as it was
     */
    public Published rollback() {
        return Turn.take(workspace, turn -> {
            new Ledger(turn.session().sql()).create();
            var asOf = workspace.parameters().get(Parameter.AS_OF);
            return workspace
                    .publisher(turn.lock())
                    .rollBack(sql -> Ledger.rollingBack(
                            turn.runId(), workspace.options().target().name(), asOf));
        });
    }
}
