package io.pulsemetrics.select;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.project.Node;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Whether a run of whole segments stands in the qualified name of the class that declares a node. */
final class PathMatch implements Predicate<Node> {
    private static final Splitter SEGMENTS =
            Splitter.on(Pattern.compile("[./$]")).omitEmptyStrings();

    private final ImmutableList<Glob> wanted;

    PathMatch(String path) {
        wanted = SEGMENTS.splitToStream(path).map(Glob::new).collect(toImmutableList());
    }

    @Override
    public boolean test(Node node) {
        var segments = segments(node);
        return IntStream.rangeClosed(0, segments.size() - wanted.size())
                .anyMatch(start -> IntStream.range(0, wanted.size())
                        .allMatch(i -> wanted.get(i).test(segments.get(start + i))));
    }

    /** The packages of the class that declares the node, and the class. */
    static List<String> segments(Node node) {
        return SEGMENTS.splitToList(node.relation().declaringClass().getName());
    }
}
