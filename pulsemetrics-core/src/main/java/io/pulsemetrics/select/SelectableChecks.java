package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The checks of a project, by relation: nodes come first, in their order, then sources. Each is one object, made when it is asked for: a
 * large project has many, and most selectors look at few. For one thread.
 */
final class SelectableChecks {
    private final Project project;
    private final Map<RelationName, ImmutableList<SelectedCheck>> made = new HashMap<>();

    SelectableChecks(Project project) {
        this.project = project;
    }

    private record Checked(RelationName name, ImmutableList<Check> checks) {}

    Stream<SelectedCheck> all() {
        return relations().flatMap(relation -> made(relation).stream());
    }

    ImmutableList<SelectedCheck> of(RelationName relation) {
        var checks = project.find(relation)
                .map(Node::checks)
                .or(() -> project.source(relation).map(Source::checks))
                .orElse(ImmutableList.of());
        return made(new Checked(relation, checks));
    }

    /** Those that name other relations. */
    Stream<SelectedCheck> referring() {
        return relations()
                .filter(relation -> relation.checks().stream().anyMatch(SelectableChecks::refers))
                .flatMap(relation -> made(relation).stream())
                .filter(selected -> refers(selected.check()));
    }

    private static boolean refers(Check check) {
        return !Audit.others(check).isEmpty();
    }

    /** Those that are in the set, in the order of the project. */
    ImmutableSet<SelectedCheck> sorted(Set<SelectedCheck> found) {
        var looked = new HashSet<RelationName>();
        found.forEach(check -> looked.add(check.relation()));
        return relations()
                .filter(relation -> looked.contains(relation.name()))
                .flatMap(relation -> made(relation).stream())
                .filter(found::contains)
                .collect(toImmutableSet());
    }

    private Stream<Checked> relations() {
        return Stream.concat(
                project.nodes().stream().map(node -> new Checked(node.name(), node.checks())),
                project.declaredSources().stream().map(source -> new Checked(source.name(), source.checks())));
    }

    private ImmutableList<SelectedCheck> made(Checked relation) {
        return made.computeIfAbsent(relation.name(), name -> {
            var checks = ImmutableList.<SelectedCheck>builderWithExpectedSize(
                    relation.checks().size());
            relation.checks().forEach(check -> checks.add(new SelectedCheck(name, check)));
            return checks.build();
        });
    }
}
