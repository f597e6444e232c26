package io.pulsemetrics.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Which of so many numbered nodes are the parents and the children of which. A walk over many of them compares and hashes no node.
 * Immutable.
 */
final class Edges {
    private final int[][] parents;
    private final int[][] children;

    /** @param parents of each node, in any order, each once */
    private Edges(int[][] parents) {
        this.parents = parents;
        this.children = new int[parents.length][];
        int[] counts = new int[parents.length];
        for (int[] some : parents) {
            for (int parent : some) {
                counts[parent]++;
            }
        }
        Arrays.setAll(children, node -> new int[counts[node]]);
        for (int node = 0; node < parents.length; node++) {
            for (int parent : parents[node]) {
                children[parent][children[parent].length - counts[parent]--] = node;
            }
        }
    }

    /** The edges of nodes from 0 to one less than the count, given the parents of each. */
    static Edges of(int count, IntFunction<int[]> parents) {
        var all = new int[count][];
        Arrays.setAll(all, parents);
        return new Edges(all);
    }

    /** The direct parents of a node, in the order in which they were given. */
    int[] parents(int node) {
        return parents[node];
    }

    /** The direct children of a node, in ascending order. */
    int[] children(int node) {
        return children[node];
    }

    /**
     * Kahn's algorithm: parents before children, otherwise by number. The queue keeps that order, so that the result never varies. Fewer
     * than all nodes if there is a cycle.
     */
    int[] sort() {
        int[] waiting = new int[parents.length];
        int[] sorted = new int[parents.length];
        int found = 0;
        for (int node = 0; node < parents.length; node++) {
            waiting[node] = parents[node].length;
            if (waiting[node] == 0) {
                sorted[found++] = node;
            }
        }
        for (int done = 0; done < found; done++) {
            for (int child : children[sorted[done]]) {
                if (--waiting[child] == 0) {
                    sorted[found++] = child;
                }
            }
        }
        return Arrays.copyOf(sorted, found);
    }

    /**
     * A cycle, from parent to child, with its first node once more at its end.
     *
     * @param sorted what {@link #sort} gave; every other node has a parent that is not in it, so that walking up must come back to where it
     *     has been
     */
    List<Integer> cycle(int[] sorted) {
        var done = new BitSet();
        Arrays.stream(sorted).forEach(done::set);
        var path = new ArrayList<Integer>();
        int node = done.nextClearBit(0);
        while (!path.contains(node)) {
            path.add(node);
            node = Arrays.stream(parents[node])
                    .filter(parent -> !done.get(parent))
                    .findFirst()
                    .orElseThrow();
        }
        var loop = new ArrayList<>(path.subList(path.indexOf(node), path.size()));
        Collections.reverse(loop);
        loop.addFirst(loop.getLast());
        return loop;
    }

    /** The same edges, where each node has its place in the order as its number. */
    Edges renumbered(int[] order) {
        int[] places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
        return of(order.length, place -> {
            int[] renumbered = parents[order[place]].clone();
            Arrays.setAll(renumbered, i -> places[renumbered[i]]);
            Arrays.sort(renumbered);
            return renumbered;
        });
    }

    /** The nodes that are found from these in at most so many steps; of these only those that are found from another. */
    static BitSet reach(BitSet from, int depth, IntFunction<int[]> next) {
        var reached = new BitSet();
        var frontier = from;
        for (int i = 0; i < depth && !frontier.isEmpty(); i++) {
            var following = new BitSet();
            for (int node = frontier.nextSetBit(0); node >= 0; node = frontier.nextSetBit(node + 1)) {
                for (int neighbour : next.apply(node)) {
                    if (!reached.get(neighbour)) {
                        reached.set(neighbour);
                        following.set(neighbour);
                    }
                }
            }
            frontier = following;
        }
        return reached;
    }
}
