package io.pulsemetrics.select;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What was probably meant by a term that selects nothing. */
final class Suggestion {
    private static final int SHOWN = 10;

    private final SelectionContext context;
    private final Project project;
    private final SelectableChecks checks;

    Suggestion(SelectionContext context, SelectableChecks checks) {
        this.context = context;
        this.checks = checks;
        this.project = context.project();
    }

    /** A sentence without its full stop. */
    String instead(Term term) {
        return otherMethod(term).or(() -> near(term)).orElseGet(() -> there(term.method()));
    }

    /** The value as another method knows it: {@code daily} may be a tag. */
    private Optional<String> otherMethod(Term term) {
        return Stream.of(Method.NAME, Method.TAG, Method.LAYER, Method.SCHEMA, Method.SELECTOR, Method.SOURCE)
                .filter(method -> method != term.method())
                .filter(method -> known(method).anyMatch(term.value()::equals))
                .findFirst()
                .map(method -> "Did you mean %s%s%s%s"
                        .formatted(
                                term.reach().prefix(),
                                method == Method.NAME ? "" : method.word() + ":",
                                term.value(),
                                method == Method.SOURCE && term.reach().descendants() == 0
                                        ? "+"
                                        : term.reach().suffix()));
    }

    private Optional<String> near(Term term) {
        return Similarity.nearest(term.value(), known(term.method()).distinct().toList())
                .map("Did you mean %s"::formatted);
    }

    private String there(Method method) {
        List<String> known = known(method).distinct().toList();
        return known.isEmpty()
                ? "Leave it out: the project has nothing that %s: could select".formatted(method.word())
                : "Name what is there: %s%s"
                        .formatted(
                                known.stream().limit(SHOWN).collect(joining(", ")),
                                known.size() > SHOWN ? " or one of %d more".formatted(known.size() - SHOWN) : "");
    }

    private Stream<String> known(Method method) {
        return switch (method) {
            case NAME -> names(false).map(RelationName::name);
            case TAG -> project.nodes().stream().flatMap(node -> node.config().tags().stream());
            case LAYER -> project.nodes().stream().map(node -> node.layer().name());
            case SCHEMA -> project.schemas().stream();
            case PATH ->
                project.nodes().stream()
                        .map(node -> node.relation().declaringClass().getPackageName());
            case MATERIALIZED ->
                project.nodes().stream()
                        .map(node -> node.config().materialization().label());
            case SEVERITY ->
                checks.all().map(selected -> selected.check().severity().name().toLowerCase(Locale.ROOT));
            case SOURCE -> project.sources().keySet().stream().map(RelationName::toString);
            case SEED -> names(true).map(RelationName::name);
            case CHECK_TYPE -> checks.all().map(selected -> selected.check().type());
            case SELECTOR -> context.named().keySet().stream();
            case RESOURCE_TYPE, STATE, RESULT, SOURCE_STATUS -> Stream.empty();
        };
    }

    private Stream<RelationName> names(boolean seedsOnly) {
        return project.nodes().stream()
                .filter(node -> !seedsOnly || node.relation() instanceof Seed<?>)
                .map(Node::name);
    }
}
