package io.pulsemetrics.select;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.stream.Stream;

/** A check of a model, a seed or a source. Equal to another of the same relation and name. */
public record SelectedCheck(RelationName relation, Check check) {
    /** The checks of all models, seeds and sources of the project: those of nodes first, in their order. */
    static Stream<SelectedCheck> all(Project project) {
        return Stream.concat(
                project.nodes().stream().flatMap(SelectedCheck::of),
                project.declaredSources().stream().flatMap(SelectedCheck::of));
    }

    static Stream<SelectedCheck> of(Node node) {
        return node.checks().stream().map(check -> new SelectedCheck(node.name(), check));
    }

    static Stream<SelectedCheck> of(Source source) {
        return source.checks().stream().map(check -> new SelectedCheck(source.name(), check));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelectedCheck that
                && that.relation.equals(relation)
                && that.check.name().equals(check.name());
    }

    @Override
    public int hashCode() {
        return 31 * relation.hashCode() + check.name().hashCode();
    }

    /** {@code dim_users.user_id_not_null} */
    @Override
    public String toString() {
        return relation.name() + "." + check.name();
    }
}
