package io.pulsemetrics.select;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What any of the parts selects, written with spaces between them. Without parts it selects nothing. */
public record Union(ImmutableList<Selector> parts) implements Selector {

    /** The union; of one part, that part. */
    static Selector of(List<Selector> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Union(ImmutableList.copyOf(parts));
    }

    @Override
    public String toString() {
        return Grammar.join(parts, " ");
    }
}
