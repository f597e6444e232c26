package io.pulsemetrics.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.function.Function;

/**
 * An immutable directed acyclic graph whose edges run from parent to child.
 *
 * <pre>
 * stg_users ──► dim_users ──► fct_daily_metrics
 * stg_events ─────────────────────▲
 * </pre>
 *
 * <p>Every answer is in topological order: parents before children, and in the order in which the nodes were given among
 * those that do not depend on each other. Immutable, therefore safe for use by several threads.
 *
 * @param <N> the nodes; they need {@code equals} and {@code hashCode}
 */
public final class Dag<N> {
    private final ImmutableList<N> order;
    private final ImmutableMap<N, Integer> places;
    private final Edges edges;

    /** @param edges between places in the order */
    private Dag(ImmutableList<N> order, Edges edges) {
        this.order = order;
        this.places = numbered(order);
        this.edges = edges;
    }

    private static <N> ImmutableMap<N, Integer> numbered(ImmutableList<N> nodes) {
        var places = ImmutableMap.<N, Integer>builderWithExpectedSize(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            places.put(nodes.get(i), i);
        }
        return places.buildOrThrow();
    }

    /**
     * The graph of these nodes.
     *
     * @param parents the direct parents of a node; each must be one of the nodes
     * @throws CycleException if a node is its own ancestor
     * @throws IllegalArgumentException if a parent is not among the nodes
     */
    public static <N> Dag<N> of(Set<N> nodes, Function<? super N, ? extends Set<N>> parents) {
        var given = ImmutableList.copyOf(nodes);
        var places = numbered(given);
        var edges = Edges.of(given.size(), i -> parents(given.get(i), parents, places));
        int[] sorted = edges.sort();
        if (sorted.length < given.size()) {
            throw new CycleException(
                    edges.cycle(sorted).stream().map(given::get).toList());
        }
        var order = Arrays.stream(sorted).mapToObj(given::get).collect(ImmutableList.toImmutableList());
        return new Dag<>(order, edges.renumbered(sorted));
    }

    private static <N> int[] parents(
            N node, Function<? super N, ? extends Set<N>> parents, ImmutableMap<N, Integer> places) {
        var given = parents.apply(node);
        int[] found = new int[given.size()];
        int count = 0;
        for (N parent : given) {
            var place = places.get(parent);
            if (place == null) {
                throw new IllegalArgumentException("%s has a parent that is not a node: %s".formatted(node, parent));
            }
            found[count++] = place;
        }
        return found;
    }

    /**
     * The same graph of other nodes, in the same order.
     *
     * @param change what becomes of a node; different nodes must not become equal
     */
    public <M> Dag<M> map(Function<? super N, ? extends M> change) {
        return new Dag<>(order.stream().<M>map(change).collect(ImmutableList.toImmutableList()), edges);
    }

    /** All nodes, parents before children. */
    public ImmutableList<N> order() {
        return order;
    }

    /** The direct parents of a node, in topological order. */
    public ImmutableSet<N> parents(N node) {
        return nodes(edges.parents(place(node)));
    }

    /** The direct children of a node, in topological order. */
    public ImmutableSet<N> children(N node) {
        return nodes(edges.children(place(node)));
    }

    /** What these nodes depend on, directly or not, without the nodes themselves unless one depends on another. */
    public ImmutableSet<N> ancestors(Iterable<? extends N> nodes) {
        return ancestors(nodes, Integer.MAX_VALUE);
    }

    /** As {@link #ancestors(Iterable)}, at most {@code depth} edges away. */
    public ImmutableSet<N> ancestors(Iterable<? extends N> nodes, int depth) {
        return nodes(Edges.reach(places(nodes), depth, edges::parents));
    }

    /** What depends on these nodes, directly or not, without the nodes themselves unless one depends on another. */
    public ImmutableSet<N> descendants(Iterable<? extends N> nodes) {
        return descendants(nodes, Integer.MAX_VALUE);
    }

    /** As {@link #descendants(Iterable)}, at most {@code depth} edges away. */
    public ImmutableSet<N> descendants(Iterable<? extends N> nodes, int depth) {
        return nodes(Edges.reach(places(nodes), depth, edges::children));
    }

    /** The same nodes, parents before children. */
    public ImmutableSet<N> sorted(Iterable<? extends N> nodes) {
        return nodes(places(nodes));
    }

    private BitSet places(Iterable<? extends N> nodes) {
        var found = new BitSet(order.size());
        nodes.forEach(node -> found.set(place(node)));
        return found;
    }

    private int place(N node) {
        var place = places.get(node);
        if (place == null) {
            throw new IllegalArgumentException("not a node of this graph: " + node);
        }
        return place;
    }

    private ImmutableSet<N> nodes(BitSet places) {
        var nodes = ImmutableSet.<N>builderWithExpectedSize(places.cardinality());
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            nodes.add(order.get(place));
        }
        return nodes.build();
    }

    private ImmutableSet<N> nodes(int[] places) {
        var nodes = ImmutableSet.<N>builderWithExpectedSize(places.length);
        for (int place : places) {
            nodes.add(order.get(place));
        }
        return nodes.build();
    }
}
