package io.pulsemetrics.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSet;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.OpenLineageClientException;
import io.openlineage.client.utils.UUIDUtils;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a run in OpenLineage events, with column lineage. Each model and seed is a job: START when it is begun, COMPLETE when it is
 * published, FAIL when it or one of its checks failed, ABORT when it was skipped or is not published for another's sake.
 *
 * <pre>{@code
 * try (var lineage = new OpenLineageListener(Clients.newClient(), project, names, Clock.systemUTC())) {
 *     runner.with(options.withListener(lineage)).run(all());
 * }
 * }</pre>
 *
 * <p>Needs {@code openlineage-java} on the class path, which is an optional dependency. An event that cannot be sent is logged, and the run
 * goes on. For one run.
 */
public final class OpenLineageListener implements RunListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenLineageListener.class);
    private static final URI PRODUCER = URI.create("pkg:maven/io.pulsemetrics/pulsemetrics-core");

    private final OpenLineageClient client;
    private final LineageNames names;
    private final Clock clock;
    private final OpenLineage events = new OpenLineage(PRODUCER);
    private final OpenLineageDatasets datasets;
    private final Map<RelationName, PlannedNode> open = new LinkedHashMap<>();
    private @Nullable Plan plan;
    private String runId = "";
    private Instant begun = Instant.EPOCH;
    private ZonedDateTime asOf = ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);

    /** @param client is closed with this listener */
    public OpenLineageListener(OpenLineageClient client, Project project, LineageNames names, Clock clock) {
        this.client = client;
        this.names = names;
        this.clock = clock;
        this.datasets = new OpenLineageDatasets(events, project, names);
    }

    @Override
    public void runStarted(String id, Plan begunPlan) {
        plan = begunPlan;
        runId = id;
        begun = clock.instant();
        asOf = begunPlan.parameters().get(Parameter.AS_OF).atZone(ZoneOffset.UTC);
        begunPlan.nodes().stream()
                .filter(node -> OpenLineageDatasets.isDataset(node.node()))
                .forEach(node -> open.put(node.name(), node));
    }

    @Override
    public void nodeStarted(PlannedNode node) {
        if (open.containsKey(node.name())) {
            emit(EventType.START, node, null, null);
        }
    }

    @Override
    public void runFinished(RunResult result) {
        result.nodes().values().forEach(this::finished);
    }

    private void finished(NodeResult result) {
        var node = open.remove(result.name());
        if (node == null) {
            return;
        }
        var message = result.message().orElse(null);
        switch (result.status()) {
            case PUBLISHED -> emit(EventType.COMPLETE, node, result.rows(), null);
            case CHECK_FAILED, ERROR -> emit(EventType.FAIL, node, null, message);
            case PASSED, SKIPPED -> emit(EventType.ABORT, node, null, message);
        }
    }

    /** Tells that what is still open was given up, and closes the client. */
    @Override
    public void close() {
        open.values().forEach(node -> emit(EventType.ABORT, node, null, "the run ended early"));
        open.clear();
        try {
            client.close();
        } catch (Exception e) {
            LOG.warn("the OpenLineage client does not close: {}", e.toString());
        }
    }

    private void emit(EventType type, PlannedNode planned, @Nullable Long rows, @Nullable String message) {
        var node = planned.node();
        var event = events.newRunEventBuilder()
                .eventType(type)
                .eventTime(clock.instant().atZone(ZoneOffset.UTC))
                .run(events.newRun(id(node.name().toString()), runFacets(message)))
                .job(events.newJob(names.jobs(), names.job(node.name()), jobFacets(planned)))
                .inputs(datasets.inputs(node))
                .outputs(List.of(datasets.output(node, rows)))
                .build();
        try {
            client.emit(event);
        } catch (OpenLineageClientException e) {
            LOG.warn("the lineage of {} cannot be told: {}", node.name(), e.toString());
        }
    }

    private OpenLineage.RunFacets runFacets(@Nullable String message) {
        var parent = events.newParentRunFacet(
                events.newParentRunFacetRun(id("")), events.newParentRunFacetJob(names.jobs(), "run"), null);
        var facets = events.newRunFacetsBuilder().parent(parent).nominalTime(events.newNominalTimeRunFacet(asOf, null));
        if (message != null) {
            facets.errorMessage(events.newErrorMessageRunFacet(message, "SQL", null));
        }
        return facets.build();
    }

    private OpenLineage.JobFacets jobFacets(PlannedNode planned) {
        var node = planned.node();
        var sql = published(planned);
        var facets = events.newJobFacetsBuilder()
                .jobType(events.newJobTypeJobFacetBuilder()
                        .processingType("BATCH")
                        .integration("PULSEMETRICS")
                        .jobType(node.lineage().isPresent() ? "MODEL" : "SEED")
                        .build());
        if (!sql.isEmpty()) {
            facets.sql(events.newSQLJobFacetBuilder()
                    .query(sql)
                    .dialect("postgres")
                    .build());
        }
        var description = node.config().description();
        if (!description.isEmpty()) {
            facets.documentation(events.newDocumentationJobFacetBuilder()
                    .description(description)
                    .build());
        }
        return facets.build();
    }

    /** The query over what is published, as readers of the lineage know it; empty for a seed. */
    private String published(PlannedNode node) {
        return plan == null || node.select().isEmpty()
                ? ""
                : plan.select(
                        node, plan.nodes().stream().map(PlannedNode::name).collect(ImmutableSet.toImmutableSet()));
    }

    /** The same for all events of a node in a run. */
    private UUID id(String node) {
        return UUIDUtils.generateStaticUUID(begun, (runId + " " + node).getBytes(UTF_8));
    }
}
