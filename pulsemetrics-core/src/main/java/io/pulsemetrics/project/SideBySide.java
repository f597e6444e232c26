package io.pulsemetrics.project;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Function;

/**
 * The same work on many things that know nothing of each other, shared by the cores: the one place outside of {@code run} where threads
 * take part.
 */
public final class SideBySide {
    /** From so many things on, the work is shared. */
    private static final int MANY = 100;

    private SideBySide() {}

    /**
     * What the work makes of each, in the order of the things. Not shared while this thread initializes a class: its initializer would wait
     * for work that waits for it to end.
     *
     * @param work has no side effects, and what it looks at is immutable
     */
    public static <A, B> ImmutableList<B> map(List<A> things, Function<? super A, ? extends B> work) {
        boolean shared = things.size() >= MANY && !isInitializing();
        return (shared ? things.parallelStream() : things.stream())
                .<B>map(work)
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether this thread runs the initializer of a class. */
    private static boolean isInitializing() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
    }
}
