package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.state.IntervalLedger;
import io.pulsemetrics.state.Ledger;
import io.pulsemetrics.state.PublishedQueries;
import io.pulsemetrics.warehouse.Bookkeeping;
import io.pulsemetrics.warehouse.Comments;
import io.pulsemetrics.warehouse.DeclaredKeys;
import io.pulsemetrics.warehouse.Deltas;
import io.pulsemetrics.warehouse.GrantReconciliation;
import io.pulsemetrics.warehouse.HeldLock;
import io.pulsemetrics.warehouse.PublishItem;
import io.pulsemetrics.warehouse.Published;
import io.pulsemetrics.warehouse.Publisher;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.StoredIndexes;
import io.pulsemetrics.warehouse.StoredKeys;
import io.pulsemetrics.warehouse.StoredTables;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Query;

/**
 * One publish of a run: deltas are applied to the tables that stay in place, everything else moves. Views over such a table were built over
 * its preview and are made again over the table itself.
 */
final class Publication {
    private final Publisher publisher;
    private final HeldLock lock;
    private final Session session;
    private final Deltas deltas;
    private final Plan plan;
    private final String runId;
    private final ImmutableList<PlannedNode> nodes;
    private final ImmutableSet<Node> computed;
    private final ImmutableSet<RelationName> earlier;
    private final ImmutableSet<RelationName> inPlace;
    private final List<RelationName> staleIndexes = new ArrayList<>();

    /**
     * @param nodes what to publish, parents before children
     * @param earlier what the run has published before
     */
    Publication(Publisher publisher, Plan plan, String runId, List<PlannedNode> nodes, Set<RelationName> earlier) {
        this.publisher = publisher;
        this.lock = publisher.lock();
        this.session = lock.session();
        this.plan = plan;
        this.runId = runId;
        this.nodes = nodes.stream().filter(PlannedNode::isPublished).collect(toImmutableList());
        this.computed = nodes.stream().map(PlannedNode::node).collect(toImmutableSet());
        this.earlier = ImmutableSet.copyOf(earlier);
        this.deltas = new Deltas(session);
        this.inPlace = this.nodes.stream()
                .filter(deltas::isInPlace)
                .map(PlannedNode::name)
                .collect(toImmutableSet());
    }

    /** @param bookkeeping rows that are written in the same transaction */
    Published publish(Bookkeeping bookkeeping) {
        var items = nodes.stream()
                .filter(node -> !inPlace.contains(node.name()))
                .map(Publication::item)
                .toList();
        publisher.extend(
                nodes.stream().filter(node -> inPlace.contains(node.name())).toList());
        var published = publisher.publish(
                items,
                publishing -> prepare(),
                sql -> ImmutableList.<Query>builder()
                        .addAll(intervals())
                        .addAll(new PublishedQueries(sql)
                                .writing(computed).stream().iterator())
                        .addAll(bookkeeping.statements(sql))
                        .build());
        lock.connected(() -> {
            staleIndexes.forEach(new StoredIndexes(session)::drop);
            nodes.stream()
                    .filter(node -> inPlace.contains(node.name()))
                    .forEach(node -> new DeclaredKeys(session).addPrimaryKey(node.name(), node.design()));
            nodes.stream()
                    .filter(Deltas::replacesRows)
                    .forEach(node -> new Relations(session).vacuumAnalyze(node.name()));
        });
        return published;
    }

    private ImmutableList<Query> intervals() {
        return nodes.stream()
                .flatMap(node -> node.coverage().stream()
                        .flatMap(
                                coverage -> IntervalLedger.writing(
                                        node.name(), coverage, plan.parameters().get(Parameter.AS_OF), runId)
                                        .stream()))
                .collect(toImmutableList());
    }

    /** Runs once more if the transaction is begun anew, on another connection perhaps: then another run may have been here meanwhile. */
    private void prepare() {
        if (!new Ledger(session.sql()).isUnderWay(runId)) {
            throw lock.lostToAnother();
        }
        staleIndexes.clear();
        nodes.stream().filter(node -> inPlace.contains(node.name())).forEach(this::apply);
        if (!inPlace.isEmpty()) {
            renew();
        }
        nodes.forEach(this::foreignKeys);
    }

    private void apply(PlannedNode node) {
        node.increment().ifPresent(increment -> deltas.apply(node, increment));
        staleIndexes.addAll(new StoredIndexes(session).reconcile(node.name(), node.design()));
        new Relations(session).comment(node.name(), node.kind(), comments(node));
        node.node()
                .config()
                .grants()
                .ifPresent(declared -> new GrantReconciliation(session).reconcile(node.name(), declared));
    }

    /** Makes what was built over a preview anew, over the table. */
    private void renew() {
        var affected = new LinkedHashSet<PlannedNode>();
        var names = new LinkedHashSet<>(inPlace);
        for (var node : plan.nodes()) {
            if (!node.kind().isTable()
                    && !earlier.contains(node.name())
                    && node.parents().stream().anyMatch(names::contains)) {
                affected.add(node);
                names.add(node.name());
            }
        }
        var relations = new Relations(session);
        var there = affected.stream()
                .filter(node -> !relations.describe(node.build()).isEmpty())
                .toList();
        ImmutableList.copyOf(affected).reverse().forEach(node -> relations.drop(node.build(), node.kind()));
        there.forEach(this::create); // also what another publish of this run comes to later
    }

    private void create(PlannedNode node) {
        var select = plan.select(node, Sets.union(inPlace, earlier));
        if (node.kind() == RelationKind.MATERIALIZED_VIEW) {
            new StoredTables(session).createMaterializedView(node.build(), node.name(), select);
            new StoredIndexes(session).create(node.build(), node.design());
        } else {
            new Relations(session).createView(node.build(), select);
        }
    }

    /** They come this late because what they point at may have been built later than the table. */
    private void foreignKeys(PlannedNode node) {
        var keys = new StoredKeys(session);
        if (inPlace.contains(node.name())) {
            var missing = new DeclaredKeys(session).missingForeignKeys(node.name(), node.design());
            keys.createForeignKeys(node.name(), missing, this::place);
        } else {
            keys.createForeignKeys(node.build(), node.design().foreignKeys(), this::place);
        }
    }

    private RelationName place(RelationName name) {
        return plan.builds(name) && !earlier.contains(name) && !deltas.isInPlace(plan.node(name))
                ? plan.node(name).build()
                : name;
    }

    private static PublishItem item(PlannedNode node) {
        return PublishItem.of(
                node.name(),
                node.build(),
                node.kind(),
                comments(node),
                node.node().config().grants());
    }

    private static Comments comments(PlannedNode node) {
        var columns = node.node().relation().columns().stream()
                .filter(column -> !column.description().isEmpty())
                .collect(ImmutableMap.toImmutableMap(Column::getName, Column::description));
        var description = node.node().config().description();
        return new Comments(description.isEmpty() ? null : description, columns);
    }
}
