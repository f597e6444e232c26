package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Joiner;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.Due;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Making;
import io.pulsemetrics.plan.Makings;
import io.pulsemetrics.plan.Outdated;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.plan.WorkingSchemas;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.SelectedCheck;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import io.pulsemetrics.state.IntervalLedger;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.LedgerState;
import io.pulsemetrics.state.VersionLedger;
import io.pulsemetrics.warehouse.AuditSchema;
import io.pulsemetrics.warehouse.BuildSchemas;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.DatabaseErrors;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.KeptSets;
import io.pulsemetrics.warehouse.PublishOptions;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Publisher;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

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
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Project project;
    private final DataSource source;
    private final RunOptions options;
    private final Clock clock;

    private ModelRunner(Project project, DataSource source, RunOptions options, Clock clock) {
        this.project = project.in(options.target().schemas());
        this.source = source;
        this.options = options;
        this.clock = clock;
    }

    /** Runs a project on the database behind the data source, with {@link RunOptions#defaults()}. */
    public static ModelRunner of(Project project, DataSource source) {
        return new ModelRunner(project, source, RunOptions.defaults(), Clock.systemUTC());
    }

    /** The same, with these options. */
    public ModelRunner with(RunOptions changed) {
        return new ModelRunner(project, source, changed, clock);
    }

    /** The same, with this clock instead of the system's: it gives the as-of instant of a run that is given none. */
    public ModelRunner with(Clock changed) {
        return new ModelRunner(project, source, options, changed);
    }

    /** The project as the target has it: its nodes have the names that are published. */
    public Project project() {
        return project;
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
        var selected = project.here(nodes);
        if (!options.changedOnly()) {
            return plan(seen(selected), selected);
        }
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            var seen = seen(session, selected);
            var due = due(session, seen, selected, asked());
            return plan(seen, only(selected, due)).because(due);
        }
    }

    private Plan plan(Project seen, Set<Node> nodes) {
        var values = parameters();
        var plan = Planner.plan(seen, nodes, values, asked());
        return goesOn(plan) ? Planner.plan(seen, nodes, values, outlook().buildState(plan)) : plan;
    }

    /** Why a plan does what it does, compared with what is published. Reads without a lock, and writes nothing. */
    public Explanation explain(Plan plan) {
        return Explanation.of(project, plan, outlook().published(project, plan));
    }

    /** Whether what is there matters to the plan. */
    private boolean goesOn(Plan plan) {
        return options.reduction().isEmpty() && BuildStates.matterTo(plan);
    }

    private Outlook outlook() {
        return new Outlook(source, reader(), options);
    }

    /**
     * Which of these nodes would not become what is there, and why: what a run with {@link RunOptions#withChangedOnly} builds; parents
     * before children.
     */
    public ImmutableMap<RelationName, Due> due(Set<Node> nodes) {
        var selected = project.here(nodes);
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            return due(session, seen(session, selected), selected, asked());
        }
    }

    private ImmutableMap<RelationName, Due> due(Session session, Project seen, Set<Node> nodes, BuildState state) {
        return Outdated.of(
                seen, nodes, parameters(), new Presence(session, seen, inspection()).read(ImmutableSet.of()), state);
    }

    private BuildState asked() {
        return new BuildState(ImmutableMap.of(), options.fullRefresh(), options.backfill(), options.reduction());
    }

    private static ImmutableSet<Node> only(Set<Node> nodes, Map<RelationName, Due> due) {
        return nodes.stream().filter(node -> due.containsKey(node.name())).collect(ImmutableSet.toImmutableSet());
    }

    /** The project with the names under which a run reads it that builds these nodes; asks the database only if the run defers. */
    private Project seen(Set<Node> built) {
        if (options.deferral().isEmpty()) {
            return project;
        }
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            return seen(session, built);
        }
    }

    private Project seen(Session session, Set<Node> built) {
        return options.deferral()
                .map(deferral -> Elsewhere.seen(session, project, built, deferral))
                .orElse(project);
    }

    /** The SQL of nodes over what is published, without a connection. */
    public static ImmutableList<PlannedNode> compile(Project project, Set<Node> nodes, RunOptions options) {
        var there = project.in(options.target().schemas());
        return Planner.compile(there, there.here(nodes), parameters(there, options, Clock.systemUTC()));
    }

    /** As {@link #compile(Project, Set, RunOptions)}, with what this runner would run with. */
    public ImmutableList<PlannedNode> compile(Set<Node> nodes) {
        var seen = seen(Set.of());
        return Planner.compile(seen, seen.here(nodes), parameters());
    }

    /** What selectors mean for this runner: they compare with the ledger of its target. */
    public SelectionContext selectionContext() {
        return SelectionContext.of(project).withState(this::state).withNewest(this::newest);
    }

    /** What the ledger of the target says now. */
    public LedgerState state() {
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            return LedgerState.read(session.sql(), options.target().name());
        }
    }

    private SessionName sessionName(String runId, SessionName.Role role) {
        return new SessionName(options.target().name(), options.target().schemas(), runId, role);
    }

    private SessionName reader() {
        return sessionName(runId(), SessionName.Role.READER);
    }

    /** The time of the newest row of each declared source that knows when its rows were loaded and has any. */
    public ImmutableMap<RelationName, Instant> newest() {
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            return inspection().newest(new Relations(session), project.sources().keySet());
        }
    }

    /**
     * How old the newest rows of sources are, by the runner's clock.
     *
     * @param sources those that do not say how old their newest row may be are left out
     * @return in the order in which the sources are declared; a source that could not be asked is an error among them
     */
    public ImmutableList<SourceFreshness> freshness(Set<RelationName> sources) {
        try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
            return inspection().freshness(new Relations(session), sources);
        }
    }

    private SourceInspection inspection() {
        return new SourceInspection(project, parameters(), clock);
    }

    /**
     * Asks checks of sources and of what is published, on as many connections as a run would build on; without a lock, and without a line
     * in the ledger.
     *
     * @param listener is told of each relation when its checks were asked, one at a time
     * @return a result for each relation with such checks, sources first: passed, check failed, or error
     */
    public ImmutableList<NodeResult> check(Set<SelectedCheck> checks, Consumer<NodeResult> listener) {
        var seen = seen(Set.of());
        var byRelation = ImmutableSetMultimap.<RelationName, Check>builder();
        checks.forEach(check -> byRelation.put(name(seen, check.relation()), check.check()));
        var audited = Planner.audits(seen, byRelation.build(), parameters());
        if (storesRows(checks.stream().map(SelectedCheck::check))) {
            try (var session = Session.open(source, reader(), SessionSettings.UNLIMITED)) {
                new AuditSchema(session, options.target().auditSchema()).create();
            }
        }
        return audits(reader(), listener).ask(options.threads(), audited);
    }

    /** Under which name a relation is read. */
    private RelationName name(Project seen, RelationName relation) {
        return project.find(relation)
                .map(node -> seen.published(node.declaredName()))
                .orElse(relation);
    }

    private RelationAudits audits(SessionName name, Consumer<NodeResult> listener) {
        return new RelationAudits(new WorkerSource(source, name, options), listener);
    }

    private boolean storesRows(Stream<Check> checks) {
        return options.storedRows() > 0
                || checks.anyMatch(check -> check.options().evidence().storedRows() > 0);
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
        return run(project.here(selected), parameters(), Optional.empty());
    }

    /**
     * Does what the plan says, as of the plan's instant.
     *
     * @param plan of this runner, or one with the same project and options
     * @throws PulseException {@code plan-outdated}: another run has published since, so that this plan is not what there is to do any more;
     *     else as {@link #run(Selector)}
     */
    public RunResult run(Plan plan) {
        var nodes = plan.nodes().stream().map(PlannedNode::node).collect(ImmutableSet.toImmutableSet());
        return run(project.here(nodes), plan.parameters(), Optional.of(plan));
    }

    /** @param shown the plan that somebody has seen, so that it must not become another */
    private RunResult run(Set<Node> nodes, ParameterValues values, Optional<Plan> shown) {
        var stopwatch = Stopwatch.createStarted();
        if (nodes.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.SELECTOR, "selector", "nothing is left to run", "Exclude less, or select more");
        }
        return locked((runId, lock) -> {
            var seen = seen(lock.session(), nodes);
            shown.ifPresent(plan -> requireStill(seen, plan, nodes, lock));
            var plan = shown.orElseGet(() -> Planner.plan(seen, nodes, values, asked()));
            var history = options.reduction().isPresent()
                    ? KeptHistory.NOTHING
                    : keepHistory(seen, nodes, values, runId, lock);
            history.tell(runId, plan, options.listeners());
            var rest = Sets.difference(nodes, history.nodes()).immutableCopy();
            var attempt = new Attempt(
                    seen, rest, values, history.isEmpty() ? shown : Optional.empty(), runId, lock, stopwatch);
            var result = history.with(attempt.run(history.isEmpty()), plan);
            options.listeners().forEach(listener -> listener.runFinished(result));
            return result;
        });
    }

    /** That a plan which was made without the lock is what there is to do. */
    private void requireStill(Project seen, Plan plan, Set<Node> nodes, HeldLock lock) {
        if (!goesOn(plan) && options.deferral().isEmpty()) {
            return;
        }
        var state = goesOn(plan) ? new BuildStates(lock.session(), options).read(plan) : asked();
        var differing = Planner.plan(seen, nodes, plan.parameters(), state).differences(plan);
        if (!differing.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.PLAN_OUTDATED,
                    "plan",
                    "what is there has changed since it was made, so that it is not what there is to do for "
                            + Joiner.on(", ").join(differing),
                    "Plan again");
        }
    }

    /**
     * Publishes the snapshots that read nothing but sources, by way of views at most, before anything else is as much as looked at. Those
     * that cannot be published now are left to the rest of the run, which says why.
     */
    private KeptHistory keepHistory(
            Project seen, Set<Node> nodes, ParameterValues values, String runId, HeldLock lock) {
        var eager = KeptHistory.eager(seen, nodes);
        if (eager.isEmpty()) {
            return KeptHistory.NOTHING;
        }
        try {
            return new Attempt(seen, eager, values, Optional.empty(), runId, lock, Stopwatch.createStarted())
                    .keepHistory();
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
        var plan = Planner.plan(project, ImmutableSet.copyOf(project.nodes()), parameters());
        return locked((runId, lock) -> {
            var published = WaitingBuild.of(plan, options.target().name(), lock).publish(publisher(lock));
            buildSchemas(lock, plan).remove();
            return published;
        });
    }

    /**
     * Puts what the last publish replaced back in its place, at once, in one transaction, and drops what stood there. A second rollback
     * undoes the publish before. Relations that were published for the first time stay.
     *
     * @throws PulseException {@code nothing-kept}: runs did not keep what they replaced, see {@link Publishing}; what stands in the way of a
     *     publish. What was published is as it was
     */
    public Published rollback() {
        return locked((runId, lock) -> {
            var ledger = new Ledger(lock.session().sql());
            ledger.create();
            var asOf = parameters().get(Parameter.AS_OF);
            return publisher(lock).rollBack(sql -> {
                new Ledger(sql).begin(runId, options.target().name(), asOf);
                Ledger.end(sql, runId, "rolled back", List.of());
            });
        });
    }

    /** Does something with the target's lock in hand, under the name of a new run. */
    private <T> T locked(BiFunction<String, HeldLock, T> work) {
        var runId = runId();
        var name = sessionName(runId, SessionName.Role.PUBLISHER);
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED);
                var lock = acquire(session)) {
            return work.apply(runId, lock);
        } catch (DataAccessException e) { // of the ledger, and of what else happens outside of tasks and publishes
            throw DatabaseErrors.translate("target " + options.target(), e);
        }
    }

    private Publisher publisher(HeldLock lock) {
        var schemas = project.nodes().stream().map(node -> node.name().schema()).collect(ImmutableSet.toImmutableSet());
        return new Publisher(
                lock,
                PublishOptions.defaults(ThreadLocalRandom.current())
                        .with(options.publishing().materializedViews()),
                new KeptSets(lock, schemas, options.publishing().keptSets()));
    }

    private static BuildSchemas buildSchemas(HeldLock lock, Plan plan) {
        return new BuildSchemas(
                lock,
                plan.nodes().stream()
                        .map(node -> node.name().schema())
                        .distinct()
                        .toList());
    }

    private String runId() {
        return "%s-%04x"
                .formatted(
                        RUN_ID.format(clock.instant()),
                        ThreadLocalRandom.current().nextInt(0x10000));
    }

    private ParameterValues parameters() {
        return parameters(project, options, clock);
    }

    private static ParameterValues parameters(Project project, RunOptions options, Clock clock) {
        var values = ParameterValues.asOf(options.asOf().orElseGet(clock::instant));
        for (var given : options.parameters().entrySet()) {
            values = with(project, values, given.getKey(), given.getValue());
        }
        return values;
    }

    private static <T> ParameterValues with(
            Project project, ParameterValues values, Parameter<T> parameter, Object value) {
        if (!parameter.equals(project.parameters().get(parameter.name()))) {
            throw PulseException.of(
                    ErrorCode.PARAMETER,
                    "parameter " + parameter,
                    "no model of the project uses it",
                    "Use one of: " + String.join(", ", project.parameters().keySet()));
        }
        return values.with(parameter, parameter.type().getType().cast(value));
    }

    private HeldLock acquire(Session session) {
        var waiting = Stopwatch.createStarted();
        while (true) {
            switch (TargetLock.tryAcquire(session, options.target().name())) {
                case TargetLock.Attempt.Acquired acquired -> {
                    return acquired.lock();
                }
                case TargetLock.Attempt.Busy busy -> {
                    if (waiting.elapsed().compareTo(options.lockWait()) >= 0) {
                        throw busy.toException();
                    }
                    pause(busy);
                }
            }
        }
    }

    private static void pause(TargetLock.Attempt.Busy busy) {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy.toException();
        }
    }

    /** One run, from the lock to the result. */
    private final class Attempt {
        private final Project seen;
        private final Set<Node> nodes;
        private final ParameterValues values;
        private final Optional<Plan> shown;
        private Plan plan;
        private final String runId;
        private final HeldLock lock;
        private final Stopwatch stopwatch;
        private final Ledger ledger;
        private final BuildSchemas schemas;
        private ImmutableMap<RelationName, NodeResult> left = ImmutableMap.of();
        private ImmutableMap<RelationName, Making> makings = ImmutableMap.of();
        private boolean waits;

        /** @param shown the plan as it was shown, which stays as it is */
        Attempt(
                Project seen,
                Set<Node> nodes,
                ParameterValues values,
                Optional<Plan> shown,
                String runId,
                HeldLock lock,
                Stopwatch stopwatch) {
            this.seen = seen;
            this.nodes = nodes;
            this.values = values;
            this.shown = shown;
            this.plan = shown.orElseGet(() -> Planner.plan(seen, nodes, values, asked()));
            this.runId = runId;
            this.lock = lock;
            this.stopwatch = stopwatch;
            this.ledger = new Ledger(lock.session().sql());
            this.schemas = buildSchemas(lock, plan);
        }

        /** Publishes the snapshots of the plan and nothing else. */
        KeptHistory keepHistory() {
            begin();
            boolean ended = false;
            try {
                verify();
                if (plan.nodes().stream().noneMatch(PlannedNode::isSnapshot)) {
                    return KeptHistory.NOTHING;
                }
                var release = new Release(plan, runId, lock, publisher(lock), ImmutableList.of(), makings);
                noteSources();
                var sources = options.sourcesFirst() ? sourceResults() : ImmutableList.<SourceResult>of();
                release.publishSnapshots(build(sources, ImmutableList.of()));
                ended = true;
                schemas.remove();
                return KeptHistory.of(plan, release);
            } finally {
                if (!ended) {
                    lock.session().whileConnected(schemas::remove);
                }
            }
        }

        /** @param tell whether listeners are told that the run has started */
        RunResult run(boolean tell) {
            begin();
            boolean ended = false;
            try {
                verify();
                Ledger.note(
                        lock.session().sql(),
                        runId,
                        left.keySet().stream().map(this::unchanged).toList());
                if (tell) {
                    options.listeners().forEach(listener -> listener.runStarted(runId, plan));
                }
                var result = options.reduction().isPresent() ? tried() : published();
                ended = true;
                schemas.remove();
                return result;
            } finally {
                if (!ended && !waits) {
                    abandon();
                }
            }
        }

        /** Builds and audits, and leaves it at that. */
        private RunResult tried() {
            var nodes = build(ImmutableList.of(), options.listeners());
            Ledger.end(lock.session().sql(), runId, Ledger.TRIED, ImmutableList.of());
            return result(ImmutableList.of(), nodes, Optional.empty());
        }

        private RunResult published() {
            var sources = inspectSources();
            var release = new Release(plan, runId, lock, publisher(lock), options.listeners(), makings);
            try {
                release.publish(options.publishing().mode(), build(sources, options.listeners()));
            } finally {
                waits = release.waits();
            }
            return result(sources, release.nodes(), release.published());
        }

        private RunResult result(
                ImmutableList<SourceResult> sources,
                ImmutableMap<RelationName, NodeResult> done,
                Optional<Published> published) {
            return new RunResult(
                    runId, plan.parameters(), sources, all(done), published, options.reduction(), stopwatch.elapsed());
        }

        private void begin() {
            verifyRights();
            schemas.prepare();
            ledger.create();
            new VersionLedger(lock.session().sql()).create();
            if (storesRows(checks())) {
                new AuditSchema(lock.session(), options.target().auditSchema()).create();
            }
            ledger.begin(runId, options.target().name(), plan.parameters().get(Parameter.AS_OF));
        }

        private void verify() {
            left = replan();
            makings = makings(new Preflight(
                            lock,
                            seen,
                            options.deferral(),
                            plan,
                            options.publishing().materializedViews())
                    .verify());
        }

        private void verifyRights() {
            var working = new WorkingSchemas(
                    plan.nodes().stream().map(node -> node.name().schema()).collect(ImmutableSet.toImmutableSet()),
                    options.publishing().keptSets(),
                    Optional.of(options.target().schemas().of(BuildNames.STATE_SCHEMA)),
                    storesRows(checks()) ? Optional.of(options.target().auditSchema()) : Optional.empty());
            var missing = new Catalog(lock.session()).rights(working).missingFor(working);
            if (!missing.isEmpty()) {
                throw new PulseException(missing);
            }
        }

        /** Plans with what is there; what is left as it is. */
        private ImmutableMap<RelationName, NodeResult> replan() {
            var state = asked();
            if (goesOn(plan)) {
                new IntervalLedger(lock.session().sql()).create();
                state = new BuildStates(lock.session(), options).read(plan);
            }
            if (shown.isPresent() || !options.changedOnly()) {
                plan = shown.isPresent() ? plan : Planner.plan(seen, nodes, values, state);
                return ImmutableMap.of();
            }
            var present = new Presence(lock.session(), seen, inspection()).read(ImmutableSet.of());
            var due = Outdated.of(seen, nodes, values, present, state);
            var left = plan.nodes().stream()
                    .filter(node -> !due.containsKey(node.name()))
                    .collect(toImmutableMap(
                            PlannedNode::name,
                            node -> NodeResult.unchanged(
                                    node.name(),
                                    node.kind(),
                                    Objects.requireNonNull(present.recorded().get(node.name()))
                                            .making()
                                            .version())));
            plan = Planner.plan(seen, only(nodes, due), values, state);
            return left;
        }

        private Ledger.Line unchanged(RelationName name) {
            var node = seen.find(name).orElseThrow();
            return new Ledger.Line(name.toString(), "unchanged", 0, 0, Fingerprint.of(node), ImmutableList.of());
        }

        /** How the nodes are made, read before anything is built. */
        private ImmutableMap<RelationName, Making> makings(SetMultimap<RelationName, RelationName> reads) {
            var present = new Presence(lock.session(), seen, inspection()).read(ImmutableSet.copyOf(reads.values()));
            var makings = new Makings(seen, values, present);
            var built = plan.nodes().stream().map(PlannedNode::name).collect(ImmutableSet.toImmutableSet());
            return plan.nodes().stream()
                    .collect(toImmutableMap(
                            PlannedNode::name, node -> makings.of(node.node(), built, runId, reads.get(node.name()))));
        }

        /** Everything that was selected, parents before children. */
        private ImmutableMap<RelationName, NodeResult> all(Map<RelationName, NodeResult> done) {
            return seen.graph().sorted(nodes).stream()
                    .collect(toImmutableMap(
                            Node::name,
                            node -> Objects.requireNonNull(done.getOrDefault(node.name(), left.get(node.name())))));
        }

        private Stream<Check> checks() {
            var sources = options.sourcesFirst() ? project.declaredSources() : ImmutableList.<Source>of();
            return Stream.concat(
                    plan.nodes().stream().flatMap(node -> node.node().checks().stream()),
                    sources.stream().flatMap(source -> source.checks().stream()));
        }

        private ImmutableList<SourceResult> inspectSources() {
            noteSources();
            if (!options.sourcesFirst()) {
                return ImmutableList.of();
            }
            var results = sourceResults();
            results.forEach(result -> options.listeners().forEach(listener -> listener.sourceInspected(result)));
            return results;
        }

        private void noteSources() {
            var inspection = inspection();
            ledger.noteSources(runId, inspection.newest(new Relations(lock.session()), inspection.above(plan)));
        }

        private ImmutableList<SourceResult> sourceResults() {
            var worker = sessionName(runId, SessionName.Role.WORKER);
            return inspection()
                    .results(plan, new Relations(lock.session()), audits(worker, node -> {}), options.threads());
        }

        private ImmutableMap<RelationName, NodeResult> build(
                ImmutableList<SourceResult> sources, List<RunListener> listeners) {
            var workers = new WorkerSource(source, sessionName(runId, SessionName.Role.WORKER), lock, options);
            try {
                var scheduler = new Scheduler(plan, options, listeners);
                scheduler.bar(inspection().barred(plan, sources));
                return scheduler.run(options.threads(), workers);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw PulseException.of(
                        ErrorCode.CANCELLED,
                        "run " + runId,
                        "it was interrupted while it built; nothing was published",
                        "Run again");
            }
        }

        /** After an exception: says so in the ledger and clears away, as far as the connection still allows. */
        private void abandon() {
            lock.session().whileConnected(() -> {
                Ledger.end(lock.session().sql(), runId, "failed", ImmutableList.of());
                schemas.remove();
            });
        }
    }
}
