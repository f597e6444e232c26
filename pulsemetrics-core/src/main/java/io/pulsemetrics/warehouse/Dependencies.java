package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.RelationKind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The replaced relations and everything that depends on them.
 *
 * @param replaced the published relations that are to be replaced, and then the materialized views that are to be recreated
 * @param mayCreate of those materialized views, by their names: whether the role may create in their schemas
 * @param rows the dependencies, by what is depended on and then by the dependent
 */
record Dependencies(
        ImmutableList<ExistingRelation> replaced,
        ImmutableMap<RelationName, Boolean> mayCreate,
        ImmutableList<DependencyRow> rows) {
    /** Something to lock: a replaced relation or a view on top of one. */
    record Lockable(RelationName name, long oid, RelationKind kind, String owner) {}

    /** What depends on the replaced relations from outside, as the plan shows it. */
    ImmutableList<Dependent> dependents() {
        return ImmutableList.<Dependent>builder()
                .addAll(repointed())
                .addAll(recreated())
                .addAll(rebound().values())
                .addAll(survivors())
                .addAll(refused())
                .build();
    }

    /** The views to be created again, by name. */
    ImmutableList<Dependent.RepointedView> repointed() {
        var reads = new LinkedHashMap<DependencyRow.Reader, ImmutableSortedSet.Builder<RelationName>>();
        rows.stream()
                .filter(row -> row.onReplaced() && isOutsideReader(row, RelationKind.VIEW))
                .forEach(row -> reads.computeIfAbsent(reader(row), r -> ImmutableSortedSet.naturalOrder())
                        .add(row.on()));
        return reads.entrySet().stream()
                .map(entry -> new Dependent.RepointedView(
                        entry.getKey().name(),
                        entry.getKey().owner(),
                        entry.getValue().build()))
                .collect(toImmutableList());
    }

    /** The materialized views to be computed anew, each after those that it reads. */
    ImmutableList<Dependent.RecreatedView> recreated() {
        return lockOrder().reverse().stream()
                .filter(it -> mayCreate.containsKey(it.name()))
                .map(it -> recreated(it.name()))
                .collect(toImmutableList());
    }

    private Dependent.RecreatedView recreated(RelationName view) {
        return new Dependent.RecreatedView(
                replaced.stream()
                        .filter(it -> it.name().equals(view))
                        .findFirst()
                        .orElseThrow(),
                rows.stream()
                        .filter(row -> row.onReplaced() && isReadBy(row, view))
                        .map(DependencyRow::on)
                        .collect(toImmutableSortedSet(naturalOrder())),
                Objects.requireNonNull(mayCreate.get(view)));
    }

    private static boolean isReadBy(DependencyRow row, RelationName view) {
        return row.reader() != null && row.reader().name().equals(view);
    }

    /** The functions to be created again, by their oids. */
    ImmutableMap<Long, Dependent.ReboundFunction> rebound() {
        return rows.stream()
                .filter(row -> row.onReplaced() && row.rebound())
                .collect(toImmutableMap(
                        DependencyRow::objectOid,
                        row -> new Dependent.ReboundFunction(row.object()),
                        (one, same) -> one));
    }

    private ImmutableList<Dependent> survivors() {
        var direct = new LinkedHashSet<RelationName>();
        rows.stream()
                .filter(row -> row.onReplaced() && row.reader() != null)
                .forEach(row -> direct.add(reader(row).name()));
        return rows.stream()
                .filter(row -> !row.onReplaced() && row.reader() != null && !row.readerReplaced())
                .filter(row -> !direct.contains(reader(row).name()))
                .map(row ->
                        new Dependent.Survivor(reader(row).name(), reader(row).kind(), row.on()))
                .collect(toImmutableList());
    }

    private ImmutableList<Dependent> refused() {
        var left = rows.stream()
                .filter(row -> row.onReplaced() && !isOutsideReader(row, RelationKind.VIEW) && !row.readerReplaced())
                .filter(row -> !row.rebound())
                .map(row -> new Dependent.Refused(row.object(), row.reason(), row.on()));
        return Stream.concat(left, recreated().stream().flatMap(this::mixed)).collect(toImmutableList());
    }

    /** A materialized view that also reads a view that reads what is replaced. */
    private Stream<Dependent> mixed(Dependent.RecreatedView it) {
        return rows.stream()
                .filter(row -> !row.onReplaced() && isReadBy(row, it.view().name()))
                .limit(1)
                .map(row -> new Dependent.Refused(
                        row.object(),
                        Dependent.Reason.MATERIALIZED_VIEW_ON_VIEW,
                        it.reads().first()));
    }

    /**
     * What to lock, in that order: a view always before what it reads, so that a reader who comes through a view and the publisher
     * never wait for each other. Views that are not ours and stay as they are are left out.
     */
    ImmutableList<Lockable> lockOrder() {
        var lockables = new LinkedHashMap<RelationName, Lockable>();
        rows.stream()
                .filter(row -> isOutsideReader(row, RelationKind.VIEW)
                        && reader(row).owner().ours())
                .map(Dependencies::reader)
                .forEach(it -> lockables.put(
                        it.name(),
                        new Lockable(it.name(), it.oid(), it.kind(), it.owner().role())));
        replaced.forEach(it -> lockables.put(
                it.name(),
                new Lockable(it.name(), it.oid(), it.kind(), it.owner().role())));
        var ordered = new LinkedHashSet<RelationName>();
        var seen = new LinkedHashSet<RelationName>();
        lockables.keySet().forEach(name -> visit(name, seen, ordered));
        return ordered.stream().map(lockables::get).filter(Objects::nonNull).collect(toImmutableList());
    }

    /** Puts a relation behind everything that reads it. Views that read each other in a circle can be declared, but never read. */
    private void visit(RelationName name, Set<RelationName> seen, Set<RelationName> ordered) {
        if (!seen.add(name)) {
            return;
        }
        rows.stream()
                .filter(row -> row.on().equals(name) && row.reader() != null)
                .forEach(row -> visit(reader(row).name(), seen, ordered));
        ordered.add(name);
    }

    private static boolean isOutsideReader(DependencyRow row, RelationKind kind) {
        return row.reader() != null && !row.readerReplaced() && reader(row).kind() == kind;
    }

    private static DependencyRow.Reader reader(DependencyRow row) {
        return Objects.requireNonNull(row.reader());
    }
}
