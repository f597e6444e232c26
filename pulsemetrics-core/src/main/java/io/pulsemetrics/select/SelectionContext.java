package io.pulsemetrics.select;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Project;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What selectors are resolved in: a project, selectors that have names, and the state to compare with. The state is asked for when a
 * selector compares, and once.
 *
 * <p>A value: each method gives a changed copy. Safe for use by several threads.
 */
public final class SelectionContext {
    private final Project project;
    private final ImmutableMap<String, Selector> named;
    private final Supplier<SelectionState> state;
    private final Supplier<Map<RelationName, Instant>> newest;

    private SelectionContext(
            Project project,
            ImmutableMap<String, Selector> named,
            Supplier<SelectionState> state,
            Supplier<Map<RelationName, Instant>> newest) {
        this.project = project;
        this.named = named;
        this.state = state;
        this.newest = newest;
    }

    /** This project, without names and without a state. */
    public static SelectionContext of(Project project) {
        return new SelectionContext(
                project,
                ImmutableMap.of(),
                () -> {
                    throw problem(
                            "there is no state to compare with",
                            "Give the context a state with withState(..): that of a target's ledger, or kept artifacts");
                },
                () -> {
                    throw problem(
                            "it is not known how far the sources go",
                            "Give the context a database with withNewest(..), or take that of a ModelRunner");
                });
    }

    private static PulseException problem(String message, String remedy) {
        return PulseException.of(ErrorCode.SELECTOR, "selector", message, remedy);
    }

    /** The same, where {@code selector:name} means this selector. */
    public SelectionContext withSelector(String name, Selector selector) {
        return withSelectors(Map.of(name, selector));
    }

    /** The same with all of these. */
    public SelectionContext withSelectors(Map<String, Selector> selectors) {
        return new SelectionContext(
                project,
                ImmutableMap.<String, Selector>builder()
                        .putAll(named)
                        .putAll(selectors)
                        .buildKeepingLast(),
                state,
                newest);
    }

    /** The same, comparing with this state. */
    public SelectionContext withState(Supplier<? extends SelectionState> changed) {
        return new SelectionContext(project, named, Suppliers.memoize(changed::get), newest);
    }

    /** The same, where the newest rows of sources have these times; asked for when a selector compares them, and once. */
    public SelectionContext withNewest(Supplier<Map<RelationName, Instant>> changed) {
        return new SelectionContext(project, named, state, Suppliers.memoize(changed::get));
    }

    public Project project() {
        return project;
    }

    /** The selectors that have names, in the order in which they were given. */
    public ImmutableMap<String, Selector> named() {
        return named;
    }

    /** @throws PulseException if there is none */
    SelectionState state() {
        return state.get();
    }

    /** @throws PulseException if there is no database to ask */
    Map<RelationName, Instant> newest() {
        return newest.get();
    }
}
