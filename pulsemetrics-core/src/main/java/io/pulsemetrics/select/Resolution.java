package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;

/** One resolution of a selector in a context. */
final class Resolution {
    private final SelectionContext context;
    private final SelectableChecks checks;
    private final Matching matching;
    private final Neighbourhood neighbourhood;
    private final Deque<String> names = new ArrayDeque<>();

    Resolution(SelectionContext context) {
        this.context = context;
        this.checks = new SelectableChecks(context.project());
        this.matching = new Matching(context, checks);
        this.neighbourhood = new Neighbourhood(context.project(), checks);
    }

    /** What the selector means, in the project's order. */
    Selection of(Selector selector) {
        return selector instanceof All ? everything() : sorted(resolve(selector));
    }

    private Selection resolve(Selector selector) {
        return switch (selector) {
            case All ignored -> everything();
            case Term term -> neighbourhood.withChecks(neighbourhood.reach(matched(term), term.reach()));
            case Union union -> union.parts().stream().map(this::resolve).reduce(Selection.NOTHING, Selection::union);
            case Intersection both ->
                both.parts().stream()
                        .map(this::resolve)
                        .reduce(Selection::intersection)
                        .orElse(Selection.NOTHING);
            case Difference difference -> resolve(difference.from()).difference(resolve(difference.without()));
        };
    }

    private Selection matched(Term term) {
        if (term.method() == Method.SELECTOR) {
            return named(term);
        }
        var found = matching.of(term);
        if (found.isEmpty() && !term.method().compares()) {
            throw Grammar.problem(term, "selects nothing", new Suggestion(context, checks).instead(term));
        }
        return found;
    }

    private Selection named(Term term) {
        var selector = context.named().get(term.value());
        if (selector == null) {
            throw Grammar.problem(
                    term, "names a selector that is not defined", new Suggestion(context, checks).instead(term));
        }
        if (names.contains(term.value())) {
            throw Grammar.problem(
                    term,
                    "is part of its own definition",
                    "Define it without naming itself, directly or through others");
        }
        names.push(term.value());
        try {
            return resolve(selector);
        } finally {
            names.pop();
        }
    }

    /** In the project's order already. */
    private Selection everything() {
        var project = context.project();
        return new Selection(
                ImmutableSet.copyOf(project.nodes()),
                project.sources().keySet(),
                checks.all().collect(toImmutableSet()));
    }

    private Selection sorted(Selection found) {
        var project = context.project();
        var sources = new LinkedHashSet<RelationName>(project.sources().keySet());
        sources.retainAll(found.sources());
        return new Selection(
                project.graph().sorted(found.nodes()), ImmutableSet.copyOf(sources), checks.sorted(found.checks()));
    }
}
