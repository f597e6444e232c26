package io.pulsemetrics.graph;

import java.util.List;
import java.util.stream.Collectors;

/** A node depends on itself. */
public final class CycleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<?> path;

    CycleException(List<?> path) {
        super(path.stream().map(Object::toString).collect(Collectors.joining(" -> ")));
        this.path = List.copyOf(path);
    }

    /** The nodes of the cycle from parent to child; the first stands at the end again. */
    public List<?> path() {
        return path;
    }
}
