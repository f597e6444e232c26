package io.pulsemetrics.graph;

import com.google.common.collect.HashBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.common.graph.ElementOrder;
import com.google.common.graph.Graph;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.ImmutableGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final ImmutableGraph<N> graph;
    private final ImmutableList<N> order;
    private final ImmutableMap<N, Integer> position;

    private Dag(ImmutableGraph<N> graph, ImmutableList<N> order) {
        this.graph = graph;
        this.order = order;
        var positions = ImmutableMap.<N, Integer>builderWithExpectedSize(order.size());
        for (int i = 0; i < order.size(); i++) {
            positions.put(order.get(i), i);
        }
        this.position = positions.buildOrThrow();
    }

    /**
     * The graph of these nodes.
     *
     * @param parents the direct parents of a node; each must be one of the nodes
     * @throws CycleException if a node is its own ancestor
     * @throws IllegalArgumentException if a parent is not among the nodes
     */
    public static <N> Dag<N> of(Set<N> nodes, Function<? super N, ? extends Iterable<N>> parents) {
        var graph = GraphBuilder.directed()
                .allowsSelfLoops(true)
                .nodeOrder(ElementOrder.<N>insertion())
                .incidentEdgeOrder(ElementOrder.<N>stable())
                .expectedNodeCount(nodes.size())
                .<N>build();
        nodes.forEach(graph::addNode);
        for (N node : nodes) {
            for (N parent : parents.apply(node)) {
                if (!nodes.contains(parent)) {
                    throw new IllegalArgumentException(
                            "%s has a parent that is not a node: %s".formatted(node, parent));
                }
                graph.putEdge(parent, node);
            }
        }
        return new Dag<>(ImmutableGraph.copyOf(graph), sort(graph));
    }

    /**
     * The same graph of other nodes, in the same order.
     *
     * @param change what becomes of a node; different nodes must not become equal
     */
    public <M> Dag<M> map(Function<? super N, ? extends M> change) {
        var changed = HashBiMap.<N, M>create(order.size());
        order.forEach(node -> changed.put(node, change.apply(node)));
        var before = changed.inverse();
        return Dag.of(
                ImmutableSet.copyOf(changed.values()),
                node -> parents(Objects.requireNonNull(before.get(node))).stream()
                        .map(parent -> Objects.requireNonNull(changed.get(parent)))
                        .collect(ImmutableSet.toImmutableSet()));
    }

    /** Kahn's algorithm; the queue keeps the given order, so that the result never varies. */
    private static <N> ImmutableList<N> sort(Graph<N> graph) {
        Map<N, Integer> waiting = new HashMap<>();
        var ready = new ArrayDeque<N>();
        for (N node : graph.nodes()) {
            int parents = graph.inDegree(node);
            waiting.put(node, parents);
            if (parents == 0) {
                ready.add(node);
            }
        }
        var sorted = ImmutableList.<N>builderWithExpectedSize(graph.nodes().size());
        int done = 0;
        while (!ready.isEmpty()) {
            N node = ready.remove();
            sorted.add(node);
            done++;
            for (N child : graph.successors(node)) {
                if (waiting.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
        if (done < graph.nodes().size()) {
            throw new CycleException(cycle(graph, waiting));
        }
        return sorted.build();
    }

    /** Every node that still waits has a parent that waits: walking up them must come back to where it has been. */
    private static <N> List<N> cycle(Graph<N> graph, Map<N, Integer> waiting) {
        N node = graph.nodes().stream()
                .filter(n -> waiting.getOrDefault(n, 0) > 0)
                .findFirst()
                .orElseThrow();
        var path = new ArrayList<N>();
        var seen = new HashMap<N, Integer>();
        while (!seen.containsKey(node)) {
            seen.put(node, path.size());
            path.add(node);
            node = graph.predecessors(node).stream()
                    .filter(n -> waiting.getOrDefault(n, 0) > 0)
                    .findFirst()
                    .orElseThrow();
        }
        var loop = new ArrayList<>(
                path.subList(seen.getOrDefault(node, 0), path.size()).reversed());
        loop.addFirst(loop.getLast());
        return loop;
    }

    /** All nodes, parents before children. */
    public ImmutableList<N> order() {
        return order;
    }

    /** The direct parents of a node, in topological order. */
    public ImmutableSet<N> parents(N node) {
        return sorted(graph.predecessors(node));
    }

    /** The direct children of a node, in topological order. */
    public ImmutableSet<N> children(N node) {
        return sorted(graph.successors(node));
    }

    /** What these nodes depend on, directly or not, without the nodes themselves unless one depends on another. */
    public ImmutableSet<N> ancestors(Iterable<? extends N> nodes) {
        return ancestors(nodes, Integer.MAX_VALUE);
    }

    /** As {@link #ancestors(Iterable)}, at most {@code depth} edges away. */
    public ImmutableSet<N> ancestors(Iterable<? extends N> nodes, int depth) {
        return reach(nodes, depth, graph::predecessors);
    }

    /** What depends on these nodes, directly or not, without the nodes themselves unless one depends on another. */
    public ImmutableSet<N> descendants(Iterable<? extends N> nodes) {
        return descendants(nodes, Integer.MAX_VALUE);
    }

    /** As {@link #descendants(Iterable)}, at most {@code depth} edges away. */
    public ImmutableSet<N> descendants(Iterable<? extends N> nodes, int depth) {
        return reach(nodes, depth, graph::successors);
    }

    /** The same nodes, parents before children. */
    public ImmutableSet<N> sorted(Iterable<? extends N> nodes) {
        return Streams.stream(nodes)
                .mapToInt(this::position)
                .sorted()
                .mapToObj(order::get)
                .collect(ImmutableSet.toImmutableSet());
    }

    private int position(N node) {
        var index = position.get(node);
        if (index == null) {
            throw new IllegalArgumentException("not a node of this graph: " + node);
        }
        return index;
    }

    private ImmutableSet<N> reach(Iterable<? extends N> from, int depth, Function<N, Set<N>> next) {
        var reached = new LinkedHashSet<N>();
        Set<N> frontier = new LinkedHashSet<>();
        from.forEach(frontier::add);
        for (int i = 0; i < depth && !frontier.isEmpty(); i++) {
            var following = new LinkedHashSet<N>();
            for (N node : frontier) {
                for (N neighbour : next.apply(node)) {
                    if (reached.add(neighbour)) {
                        following.add(neighbour);
                    }
                }
            }
            frontier = following;
        }
        return sorted(reached);
    }
}
