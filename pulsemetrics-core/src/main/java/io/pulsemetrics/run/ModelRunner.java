package io.pulsemetrics.run;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selector;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.warehouse.AuditSchema;
import io.pulsemetrics.warehouse.BuildSchemas;
import io.pulsemetrics.warehouse.Comments;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.PublishItem;
import io.pulsemetrics.warehouse.PublishOptions;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Publisher;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Project project;
    private final DataSource source;
    private final RunOptions options;
    private final Clock clock;

    private ModelRunner(Project project, DataSource source, RunOptions options, Clock clock) {
        this.project = project;
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

    /** What {@link #run} would do, without a connection. */
    public Plan plan(Selector selector) {
        return Planner.plan(project, selector.in(project), parameters());
    }

    /**
     * Runs the selected nodes.
     *
     * @return what became of each; a model or check that failed is told here and is no exception
     * @throws PulseException if the run could not begin or could not publish: the selector means nothing, the database is out
     *     of reach, another run holds the target, a right is missing, a query is refused or computes other types than
     *     declared, a dependent would be lost, the locks could not be had. What was published is as it was
     */
    public RunResult run(Selector selector) {
        var stopwatch = Stopwatch.createStarted();
        var plan = plan(selector);
        if (plan.nodes().isEmpty()) {
            throw PulseException.of(
                    ErrorCode.SELECTOR, "selector", "nothing is left to run", "Exclude less, or select more");
        }
        var runId = runId();
        var name = new SessionName(options.target(), runId, SessionName.Role.PUBLISHER);
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED);
                var lock = acquire(session)) {
            var result = new Attempt(plan, runId, lock, stopwatch).run();
            options.listeners().forEach(listener -> listener.runFinished(result));
            return result;
        }
    }

    private String runId() {
        return "%s-%04x"
                .formatted(
                        RUN_ID.format(clock.instant()),
                        ThreadLocalRandom.current().nextInt(0x10000));
    }

    private ParameterValues parameters() {
        var values = ParameterValues.asOf(options.asOf().orElseGet(clock::instant));
        for (var given : options.parameters().entrySet()) {
            values = with(values, given.getKey(), given.getValue());
        }
        return values;
    }

    private <T> ParameterValues with(ParameterValues values, Parameter<T> parameter, Object value) {
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
            switch (TargetLock.tryAcquire(session, options.target())) {
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
        private final Plan plan;
        private final String runId;
        private final HeldLock lock;
        private final Stopwatch stopwatch;
        private final Ledger ledger;
        private final BuildSchemas schemas;

        Attempt(Plan plan, String runId, HeldLock lock, Stopwatch stopwatch) {
            this.plan = plan;
            this.runId = runId;
            this.lock = lock;
            this.stopwatch = stopwatch;
            this.ledger = new Ledger(lock.session().sql());
            this.schemas = new BuildSchemas(
                    lock,
                    plan.nodes().stream()
                            .map(node -> node.name().schema())
                            .distinct()
                            .toList());
        }

        RunResult run() {
            schemas.prepare();
            ledger.create();
            if (storesRows()) {
                new AuditSchema(lock.session()).create();
            }
            ledger.begin(runId, options.target(), plan.parameters().get(Parameter.AS_OF));
            boolean ended = false;
            try {
                new Preflight(lock, plan).verify();
                options.listeners().forEach(listener -> listener.runStarted(runId, plan));
                var results = build();
                boolean passed = results.values().stream().allMatch(node -> node.status() == NodeStatus.PASSED);
                var published = passed ? Optional.of(publish(results)) : Optional.<Published>empty();
                if (!passed) {
                    Ledger.end(lock.session().sql(), runId, "failed", lines(results, false));
                }
                ended = true;
                schemas.remove();
                return result(results, published);
            } finally {
                if (!ended) {
                    abandon();
                }
            }
        }

        private boolean storesRows() {
            return options.storedRows() > 0
                    || plan.nodes().stream()
                            .flatMap(node -> node.node().checks().stream())
                            .anyMatch(check -> check.options().evidence().storedRows() > 0);
        }

        private ImmutableMap<RelationName, NodeResult> build() {
            var workers = new WorkerSource(
                    source, new SessionName(options.target(), runId, SessionName.Role.WORKER), options.storedRows());
            try {
                return new Scheduler(plan, options.listeners()).run(options.threads(), workers);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw PulseException.of(
                        ErrorCode.CANCELLED,
                        "run " + runId,
                        "it was interrupted while it built; nothing was published",
                        "Run again");
            }
        }

        private Published publish(ImmutableMap<RelationName, NodeResult> results) {
            options.listeners().forEach(RunListener::publishStarted);
            var items = plan.nodes().stream().map(this::item).toList();
            var published = new Publisher(lock, PublishOptions.defaults(ThreadLocalRandom.current()))
                    .publish(items, sql -> Ledger.end(sql, runId, "published", lines(results, true)));
            options.listeners().forEach(listener -> listener.publishFinished(published));
            return published;
        }

        private PublishItem item(PlannedNode node) {
            var comments = node.node().relation().columns().stream()
                    .filter(column -> !column.description().isEmpty())
                    .collect(ImmutableMap.toImmutableMap(column -> column.getName(), column -> column.description()));
            var description = node.node().config().description();
            return new PublishItem(
                    node.name(),
                    node.build(),
                    node.kind(),
                    new Comments(description.isEmpty() ? null : description, comments));
        }

        private List<Ledger.Line> lines(ImmutableMap<RelationName, NodeResult> results, boolean published) {
            return results.values().stream()
                    .map(node -> new Ledger.Line(
                            node.name().toString(),
                            (published ? NodeStatus.PUBLISHED : node.status())
                                    .name()
                                    .toLowerCase(java.util.Locale.ROOT),
                            node.rows(),
                            node.duration().toMillis()))
                    .toList();
        }

        private RunResult result(ImmutableMap<RelationName, NodeResult> results, Optional<Published> published) {
            var nodes = ImmutableMap.<RelationName, NodeResult>builder();
            results.forEach((name, node) -> nodes.put(name, published.isPresent() ? node.published() : node));
            return new RunResult(runId, plan.parameters(), nodes.buildOrThrow(), published, stopwatch.elapsed());
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
