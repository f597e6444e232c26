package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Project;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

/** The checks of a project: those of nodes first, in their order, then those of sources. Sets of them hold the same objects. */
final class SelectableChecks {
    private final ImmutableListMultimap<RelationName, SelectedCheck> byRelation;
    private final Supplier<ImmutableSet<SelectedCheck>> all;

    private SelectableChecks(ImmutableListMultimap<RelationName, SelectedCheck> byRelation) {
        this.byRelation = byRelation;
        this.all = Suppliers.memoize(() -> ImmutableSet.copyOf(byRelation.values()));
    }

    static SelectableChecks of(Project project) {
        var checks = ImmutableListMultimap.<RelationName, SelectedCheck>builder();
        project.nodes().forEach(node -> checks.putAll(node.name(), all(node.name(), node.checks())));
        project.declaredSources().forEach(it -> checks.putAll(it.name(), all(it.name(), it.checks())));
        return new SelectableChecks(checks.build());
    }

    private static ImmutableList<SelectedCheck> all(RelationName relation, Collection<Check> checks) {
        var selectable = ImmutableList.<SelectedCheck>builderWithExpectedSize(checks.size());
        for (var check : checks) {
            selectable.add(new SelectedCheck(relation, check));
        }
        return selectable.build();
    }

    Collection<SelectedCheck> all() {
        return byRelation.values();
    }

    ImmutableSet<SelectedCheck> set() {
        return all.get();
    }

    /** Those that are in the set, in the order of the project. */
    ImmutableSet<SelectedCheck> sorted(Set<SelectedCheck> found) {
        return found.size() == byRelation.size()
                ? all.get()
                : byRelation.values().stream().filter(found::contains).collect(toImmutableSet());
    }

    ImmutableList<SelectedCheck> of(RelationName relation) {
        return byRelation.get(relation);
    }
}
