package io.pulsemetrics.select;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What all of the parts select, written with commas between them. */
public record Intersection(ImmutableList<Selector> parts) implements Selector {
    public Intersection {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("an intersection has parts");
        }
    }

    /** The intersection; of one part, that part. */
    static Selector of(List<Selector> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Intersection(ImmutableList.copyOf(parts));
    }

    @Override
    public String toString() {
        return Grammar.join(parts, ",");
    }
}
