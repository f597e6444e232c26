package io.pulsemetrics.select;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One expression of a selector: an intersection of terms such as {@code 2+tag:daily+}. */
record Expression(String text) {
    private static final Pattern TERM = Pattern.compile(
            "(?<at>@)?(?<up>(?<upDepth>\\d+)?\\+)?((?<method>[a-z][a-z._]*):)?(?<value>[^+@:]+)(?<down>\\+(?<downDepth>\\d+)?)?");

    Set<Node> resolve(Project project) {
        Set<Node> result = null;
        for (var term : text.split(",", -1)) {
            var nodes = term(project, term);
            if (result == null) {
                result = new LinkedHashSet<>(nodes);
            } else {
                result.retainAll(nodes);
            }
        }
        return result == null ? Set.of() : result;
    }

    private Set<Node> term(Project project, String term) {
        var match = TERM.matcher(term);
        if (!match.matches() || (match.group("at") != null && match.group("up") != null)) {
            throw problem("cannot be read", "Write it like stg_users, +dim_users, tag:daily or 2+fct_events+1");
        }
        var value = match.group("value");
        var method = Optional.ofNullable(match.group("method")).orElse("name");
        var chosen = project.nodes().stream()
                .filter(method(project, method, value))
                .collect(toCollection(LinkedHashSet::new));
        if (chosen.isEmpty()) {
            throw problem("selects nothing", nearest(project, method, value));
        }
        return expand(project, match, chosen);
    }

    private static Set<Node> expand(Project project, Matcher match, Set<Node> chosen) {
        var graph = project.graph();
        var result = new LinkedHashSet<>(chosen);
        if (match.group("at") != null) {
            result.addAll(graph.descendants(chosen));
            result.addAll(graph.ancestors(result));
        }
        if (match.group("up") != null) {
            result.addAll(graph.ancestors(chosen, depth(match.group("upDepth"))));
        }
        if (match.group("down") != null) {
            result.addAll(graph.descendants(chosen, depth(match.group("downDepth"))));
        }
        return result;
    }

    private static int depth(@Nullable String digits) {
        return digits == null ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private Predicate<Node> method(Project project, String method, String value) {
        var glob = glob(value);
        return switch (method) {
            case "name" ->
                node -> glob.matcher(node.name().name()).matches()
                        || glob.matcher(node.name().toString()).matches();
            case "tag" -> node -> node.config().tags().stream().anyMatch(glob.asMatchPredicate());
            case "layer" -> node -> glob.matcher(node.layer().name()).matches();
            case "schema" -> node -> glob.matcher(node.name().schema()).matches();
            case "config.materialized" ->
                node -> glob.matcher(node.config().materialization().label()).matches();
            case "seed" ->
                node -> node.relation() instanceof Seed<?>
                        && glob.matcher(node.name().name()).matches();
            case "source" -> {
                var readers = project.sources().keySet().stream()
                        .filter(source -> matches(glob, source))
                        .flatMap(source -> project.readers(source).stream())
                        .toList();
                yield readers::contains;
            }
            default ->
                throw problem(
                        "uses the unknown method '%s'".formatted(method),
                        "Use name, tag, layer, schema, config.materialized, seed or source");
        };
    }

    private static boolean matches(Pattern glob, RelationName name) {
        return glob.matcher(name.toString()).matches()
                || glob.matcher(name.name()).matches();
    }

    private static Pattern glob(String value) {
        var regex = new StringBuilder();
        value.chars().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString());
    }

    private static String nearest(Project project, String method, String value) {
        Stream<String> names = switch (method) {
            case "tag" -> project.nodes().stream().flatMap(node -> node.config().tags().stream());
            case "layer" -> project.nodes().stream().map(node -> node.layer().name());
            case "schema" -> project.schemas().stream();
            case "source" -> project.sources().keySet().stream().map(Object::toString);
            default -> project.nodes().stream().map(Node::toString);
        };
        var known = names.distinct().toList();
        return Similarity.nearest(value, known)
                .map("Did you mean %s"::formatted)
                .orElse("Name what is there: %s"
                        .formatted(known.stream().limit(10).collect(joining(", "))));
    }

    private PulseException problem(String message, String remedy) {
        return PulseException.of(ErrorCode.SELECTOR, "selector '" + text + "'", message, remedy);
    }
}
