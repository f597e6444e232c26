package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.AuditSchema;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.KeptSets;
import io.pulsemetrics.warehouse.PublishOptions;
import io.pulsemetrics.warehouse.Publisher;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A project in the schemas of a target, the database in which they are, and how and by which clock it is run.
 *
 * @param project its nodes have the names that are published in the target
 */
record Workspace(Project project, DataSource source, RunOptions options, Clock clock) {
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    Workspace {
        project = project.in(options.target().schemas());
    }

    Workspace with(RunOptions changed) {
        return new Workspace(project, source, changed, clock);
    }

    Workspace with(Clock changed) {
        return new Workspace(project, source, options, changed);
    }

    /** An id that no run had before: the time of its beginning and something random. */
    String newRunId() {
        return "%s-%04x"
                .formatted(
                        RUN_ID.format(clock.instant()),
                        ThreadLocalRandom.current().nextInt(0x10000));
    }

    SessionName sessionName(String runId, SessionName.Role role) {
        return new SessionName(options.target().name(), options.target().schemas(), runId, role);
    }

    /** The name of a session that only reads, and belongs to no run. */
    SessionName reader() {
        return sessionName(newRunId(), SessionName.Role.READER);
    }

    /** Does something, without the target's lock, in a session that is closed afterwards. */
    <T> T inSession(Function<Session, T> work) {
        try (var session = open()) {
            return work.apply(session);
        }
    }

    /** Creates the schema of the rows that checks keep, unless it is there. */
    void createAuditSchema() {
        try (var session = open()) {
            new AuditSchema(session, options.target().auditSchema()).create();
        }
    }

    private Session open() {
        return Session.open(source, reader(), SessionSettings.UNLIMITED);
    }

    ParameterValues parameters() {
        return GivenParameters.of(project, options, clock);
    }

    /** The project with the names under which a run reads it that builds these nodes. */
    Project seen(Session session, Set<Node> built) {
        return options.deferral()
                .map(deferral -> Elsewhere.seen(session, project, built, deferral))
                .orElse(project);
    }

    /** As {@link #seen(Session, Set)}; connects only if the run defers. */
    Project seen(Set<Node> built) {
        return options.deferral().isEmpty() ? project : inSession(session -> seen(session, built));
    }

    SourceInspection inspection() {
        return new SourceInspection(project, parameters(), clock);
    }

    /** @param listener is told of each relation when its checks were asked, one at a time */
    RelationAudits audits(SessionName name, Consumer<NodeResult> listener) {
        return new RelationAudits(new WorkerSource(source, name, options), listener);
    }

    /** Whether rows that offend one of these checks are to be kept. */
    boolean storesRows(Stream<Check> checks) {
        return options.storedRows() > 0
                || checks.anyMatch(check -> check.options().evidence().storedRows() > 0);
    }

    Publisher publisher(HeldLock lock) {
        return new Publisher(
                lock,
                publishOptions(),
                new KeptSets(lock, schemas(), options.publishing().keptSets()));
    }

    PublishOptions publishOptions() {
        return PublishOptions.defaults(RandomGenerator.getDefault())
                .with(options.publishing().materializedViews());
    }

    private ImmutableSet<String> schemas() {
        return project.nodes().stream().map(node -> node.name().schema()).collect(toImmutableSet());
    }
}
