package io.pulsemetrics.project;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** What relations need to be a project. */
final class Surroundings {
    private Surroundings() {}

    /** These relations, what they read and what their checks name, and so on; each once, in the order in which they are met. */
    static ImmutableList<Relation<?>> of(Collection<? extends Relation<?>> relations) {
        var found = ImmutableList.<Relation<?>>builder();
        var seen = Sets.<Relation<?>>newIdentityHashSet(); // jOOQ's tables are equal when their names are
        var open = new ArrayDeque<Relation<?>>(relations);
        while (!open.isEmpty()) {
            var relation = open.remove().origin();
            if (seen.add(relation)) {
                found.add(relation);
                open.addAll(needs(relation));
            }
        }
        return found.build();
    }

    private static List<Relation<?>> needs(Relation<?> relation) {
        return switch (relation) {
            case Model<?> model ->
                Stream.concat(model.dependencies().stream().flatMap(Surroundings::read), named(model.allChecks()))
                        .toList();
            case Seed<?> seed -> named(seed.allChecks()).toList();
            case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
        };
    }

    private static Stream<Relation<?>> read(Dependency dependency) {
        return switch (dependency) {
            case Dependency.OnModel it -> Stream.of(it.model());
            case Dependency.OnSeed it -> Stream.of(it.seed());
            case Dependency.OnSource ignored -> Stream.of();
        };
    }

    private static Stream<Relation<?>> named(Collection<Check> checks) {
        return checks.stream().flatMap(check -> Audit.others(check).stream().flatMap(Surroundings::node));
    }

    private static Stream<Relation<?>> node(Supplier<@Nullable Table<?>> other) {
        return other.get() instanceof Relation<?> relation && !(relation instanceof Step<?>)
                ? Stream.of(relation)
                : Stream.of();
    }
}
