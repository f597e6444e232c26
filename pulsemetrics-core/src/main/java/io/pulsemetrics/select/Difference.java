package io.pulsemetrics.select;

import static java.util.Objects.requireNonNull;

/** What one selector selects and the other does not. */
public record Difference(Selector from, Selector without) implements Selector {
    public Difference {
        requireNonNull(from);
        requireNonNull(without);
    }

    /** As the options of a command: {@code a+ --exclude b}. */
    @Override
    public String toString() {
        return from + " --exclude " + without;
    }
}
