package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.RelationKind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The replaced relations and everything that depends on them.
 *
 * @param replaced the published relations that are to be replaced
 * @param rows the dependencies, by what is depended on and then by the dependent
 */
record Dependencies(ImmutableList<ExistingRelation> replaced, ImmutableList<DependencyRow> rows) {
    /** Something to lock: a replaced relation or a view on top of one. */
    record Lockable(RelationName name, long oid, RelationKind kind, String owner) {}

    /** What depends on the replaced relations from outside, as the plan shows it. */
    ImmutableList<Dependent> dependents() {
        return ImmutableList.<Dependent>builder()
                .addAll(repointed())
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
        return rows.stream()
                .filter(row -> row.onReplaced() && !isOutsideReader(row, RelationKind.VIEW) && !row.readerReplaced())
                .map(row -> new Dependent.Refused(row.object(), row.reason(), row.on()))
                .collect(toImmutableList());
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
