package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PublishUnit;
import io.pulsemetrics.plan.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which units of a plan can be published while others are still built, and which tasks must wait for that. What is being published, or
 * could be, is read by no task that begins; what a task reads is not published before the task ends. So no task sees a relation move.
 *
 * <p>Guarded by the {@link Scheduler}.
 */
final class Departures {
    private final Plan plan;
    private final Dag<PublishUnit> units;
    private final ImmutableSetMultimap<RelationName, PublishUnit> byNode;
    private final Map<PublishUnit, Integer> waiting = new HashMap<>();
    private final Set<PublishUnit> due = new LinkedHashSet<>();
    private final Set<RelationName> published = new HashSet<>();
    private final Map<Task, ImmutableSet<RelationName>> reading = new HashMap<>();

    private Departures(Plan plan, Dag<PublishUnit> units) {
        this.plan = plan;
        this.units = units;
        var nodes = ImmutableSetMultimap.<RelationName, PublishUnit>builder();
        for (var unit : units.order()) {
            waiting.put(unit, unit.waitsFor().size() + units.parents(unit).size());
            unit.waitsFor().forEach(name -> nodes.put(name, unit));
        }
        this.byNode = nodes.build();
    }

    /** Of a run that publishes nothing before everything is built. */
    static Departures none(Plan plan) {
        return new Departures(plan, Dag.of(ImmutableSet.of(), unit -> ImmutableSet.of()));
    }

    /** Of a run that publishes each relation as it is finished. */
    static Departures each(Plan plan) {
        return new Departures(plan, plan.units());
    }

    boolean isEmpty() {
        return units.order().isEmpty();
    }

    /** Whether everything was published, or cannot be. */
    boolean isOver() {
        return waiting.isEmpty();
    }

    /** A node was built and audited, or never will be. */
    void finished(RelationName node) {
        byNode.get(node).forEach(this::countDown);
    }

    private void countDown(PublishUnit unit) {
        if (waiting.merge(unit, -1, Integer::sum) == 0) {
            due.add(unit);
        }
    }

    /** Whether a task must not begin now, since it reads what is about to move. */
    boolean hold(Task task) {
        return !due.isEmpty()
                && due.stream()
                        .anyMatch(unit -> !Sets.intersection(unit.nodes(), plan.reads(task))
                                .isEmpty());
    }

    /**
     * A task begins.
     *
     * @return what it reads in its published place, since it is published already
     */
    ImmutableSet<RelationName> begin(Task task) {
        if (isEmpty()) {
            return ImmutableSet.of();
        }
        var reads = plan.reads(task);
        reading.put(task, reads);
        return reads.stream().filter(published::contains).collect(toImmutableSet());
    }

    /** A task has ended, or was not even begun. */
    void end(Task task) {
        reading.remove(task);
    }

    /** What can be published now: nothing that is at work reads it. */
    Optional<PublishUnit> next() {
        return due.stream()
                .filter(unit -> reading.values().stream()
                        .allMatch(
                                reads -> Sets.intersection(reads, unit.nodes()).isEmpty()))
                .findFirst();
    }

    /** What could be published of a unit is. */
    void settle(PublishUnit unit, Set<RelationName> done) {
        published.addAll(done);
        due.remove(unit);
        waiting.remove(unit);
        units.children(unit).forEach(this::countDown);
    }
}
