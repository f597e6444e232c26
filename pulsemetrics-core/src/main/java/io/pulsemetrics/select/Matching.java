package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a term names, before it looks any further. */
final class Matching {
    private final SelectionContext context;
    private final Project project;
    private final SelectableChecks checks;

    Matching(SelectionContext context, SelectableChecks checks) {
        this.context = context;
        this.checks = checks;
        this.project = context.project();
    }

    Selection of(Term term) {
        var value = term.value();
        var glob = new Glob(value);
        return switch (term.method()) {
            case NAME -> nodes(node -> isNamed(node, glob)).union(namedChecks(glob));
            case TAG -> nodes(node -> node.config().tags().stream().anyMatch(glob));
            case LAYER -> nodes(node -> glob.test(node.layer().name()));
            case SCHEMA ->
                nodes(node -> glob.test(node.name().schema())
                        || glob.test(node.declaredName().schema()));
            case PATH -> nodes(new PathMatch(value));
            case MATERIALIZED -> nodes(node -> glob.test(materialization(node)));
            case SEVERITY ->
                checks(check ->
                        check.check().severity().name().toLowerCase(Locale.ROOT).equals(value));
            case SOURCE -> sources(source -> isNamed(source, glob));
            case SEED -> nodes(node -> isSeed(node) && isNamed(node, glob));
            case CHECK_TYPE -> checks(check -> glob.test(check.check().type()));
            case RESOURCE_TYPE -> resources(value);
            case STATE -> nodes(node -> hasState(node, value));
            case RESULT ->
                nodes(node -> context.state().outcomes(node.name()).stream().anyMatch(is(value)))
                        .union(checks(check -> context.state()
                                .outcome(check.relation(), check.check())
                                .filter(is(value))
                                .isPresent()));
            case SOURCE_STATUS -> sources(fresher());
            case SELECTOR -> throw new IllegalStateException("a named selector is resolved, not matched: " + term);
        };
    }

    private static Predicate<Outcome> is(String word) {
        return outcome -> outcome.word().equals(word);
    }

    private static boolean isNamed(Node node, Glob glob) {
        return isNamed(node.name(), glob, node.name().name())
                || glob.test(node.declaredName().toString());
    }

    /** A source is meant by its schema, too, as dbt means all tables of a source. */
    private static boolean isNamed(RelationName source, Glob glob) {
        return isNamed(source, glob, source.name()) || glob.test(source.schema());
    }

    private static boolean isNamed(RelationName name, Glob glob, String simple) {
        return glob.test(simple) || glob.test(name.toString());
    }

    private static boolean isNamed(SelectedCheck check, Glob glob) {
        return glob.test(check.toString())
                || glob.test(check.relation() + "." + check.check().name());
    }

    /** The name of a check stands behind a dot. */
    private Selection namedChecks(Glob glob) {
        return glob.isPlain() && !glob.toString().contains(".")
                ? Selection.NOTHING
                : checks(check -> isNamed(check, glob));
    }

    private static boolean isSeed(Node node) {
        return node.relation() instanceof Seed<?>;
    }

    private static String materialization(Node node) {
        return isSeed(node) ? "seed" : node.config().materialization().label();
    }

    private Selection resources(String type) {
        return switch (type) {
            case "model" -> nodes(node -> !isSeed(node));
            case "seed" -> nodes(Matching::isSeed);
            case "source" -> sources(source -> true);
            case "check", "test" -> checks(check -> true);
            default -> Selection.NOTHING;
        };
    }

    private boolean hasState(Node node, String word) {
        Optional<String> before = context.state().fingerprint(node.name());
        return switch (NodeState.valueOf(word.toUpperCase(Locale.ROOT))) {
            case NEW -> before.isEmpty();
            case OLD -> before.isPresent();
            case MODIFIED -> !before.equals(Optional.of(Fingerprint.of(node)));
            case UNMODIFIED -> before.equals(Optional.of(Fingerprint.of(node)));
        };
    }

    /** Sources with rows that something below them was not built from. */
    private Predicate<RelationName> fresher() {
        if (project.declaredSources().stream()
                .allMatch(source -> source.loadedAt().isEmpty())) {
            throw Grammar.problem(
                    "source_status:fresher",
                    "needs to know when rows were loaded, and no source says so",
                    "Declare the sources: project.with(Source.of(ORDERS).loadedAt(ORDERS.LOADED_AT))");
        }
        var newest = context.newest();
        return source -> newest.containsKey(source)
                && below(source)
                        .anyMatch(node -> context.state()
                                .seen(node.name(), source)
                                .filter(seen -> !seen.isBefore(newest.get(source)))
                                .isEmpty());
    }

    private Stream<Node> below(RelationName source) {
        var readers = project.readers(source);
        return Stream.concat(readers.stream(), project.graph().descendants(readers).stream());
    }

    private Selection nodes(Predicate<Node> condition) {
        return new Selection(
                project.nodes().stream().filter(condition).collect(toImmutableSet()),
                ImmutableSet.of(),
                ImmutableSet.of());
    }

    private Selection sources(Predicate<RelationName> condition) {
        return new Selection(
                ImmutableSet.of(),
                project.sources().keySet().stream().filter(condition).collect(toImmutableSet()),
                ImmutableSet.of());
    }

    private Selection checks(Predicate<SelectedCheck> condition) {
        return new Selection(
                ImmutableSet.of(),
                ImmutableSet.of(),
                checks.all().filter(condition).collect(toImmutableSet()));
    }
}
