package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a plan that are still to be done. A task can begin when what it waits for has passed, those with the longest way still before
 * them first; a failed task takes with it what waits for it. Knows nothing of threads; not thread-safe.
 */
final class OpenTasks {
    private final Dag<Task> tasks;
    private final boolean failFast;
    private final Map<Task, Integer> waiting = new HashMap<>();
    private final Set<Task> settled = new HashSet<>();
    private final Set<Task> begun = new HashSet<>();
    private final PriorityQueue<Task> ready;

    /**
     * A task of which nothing is to be expected any more.
     *
     * @param because the node for whose sake it is never done; empty if it is done
     */
    record Settled(Task task, Optional<RelationName> because) {}

    /** @param failFast whether a failure takes with it all that has not begun */
    OpenTasks(Dag<Task> tasks, boolean failFast) {
        this.tasks = tasks;
        this.failFast = failFast;
        var heights = heights(tasks);
        this.ready = new PriorityQueue<>(Comparator.<Task>comparingInt(task -> -heights.getOrDefault(task, 0)));
        for (Task task : tasks.order()) {
            int parents = tasks.parents(task).size();
            waiting.put(task, parents);
            if (parents == 0) {
                ready.add(task);
            }
        }
    }

    /** How many tasks the longest chain has that begins with this one. */
    private static Map<Task, Integer> heights(Dag<Task> tasks) {
        var heights = new HashMap<Task, Integer>();
        for (Task task : tasks.order().reverse()) {
            int below = tasks.children(task).stream()
                    .mapToInt(child -> heights.getOrDefault(child, 0))
                    .max()
                    .orElse(0);
            heights.put(task, below + 1);
        }
        return heights;
    }

    /** Leaves out the tasks of these nodes, and what waits for them. Before any has begun. */
    ImmutableList<Settled> leaveOut(Map<RelationName, RelationName> barred) {
        var left = new ArrayList<Settled>();
        tasks.order().stream()
                .filter(task -> barred.containsKey(task.node()))
                .forEach(task -> skip(task, Objects.requireNonNull(barred.get(task.node())), left));
        ready.removeAll(settled);
        return ImmutableList.copyOf(left);
    }

    /** Begins the next task that can begin and is not held back; null if there is none now. */
    @Nullable
    Task begin(Predicate<Task> isHeld) {
        var held = new ArrayList<Task>();
        var task = ready.poll();
        while (task != null && isHeld.test(task)) {
            held.add(task);
            task = ready.poll();
        }
        ready.addAll(held);
        if (task != null) {
            begun.add(task);
        }
        return task;
    }

    /** Whether none is to be done any more. */
    boolean allSettled() {
        return settled.size() == waiting.size();
    }

    /**
     * Marks a task as done.
     *
     * @return this task and those that are never done because it did not pass
     */
    ImmutableList<Settled> settle(Task task, boolean passed) {
        var all = new ArrayList<Settled>();
        settled.add(task);
        all.add(new Settled(task, Optional.empty()));
        if (passed) {
            tasks.children(task).stream()
                    .filter(child -> !settled.contains(child) && waiting.merge(child, -1, Integer::sum) == 0)
                    .forEach(ready::add);
            return ImmutableList.copyOf(all);
        }
        tasks.children(task).forEach(child -> skip(child, task.node(), all));
        if (failFast) {
            ready.clear();
            tasks.order().stream()
                    .filter(other -> !begun.contains(other))
                    .forEach(other -> skip(other, task.node(), all));
        }
        return ImmutableList.copyOf(all);
    }

    private void skip(Task task, RelationName because, List<Settled> into) {
        if (settled.add(task)) {
            into.add(new Settled(task, Optional.of(because)));
            tasks.children(task).forEach(child -> skip(child, because, into));
        }
    }
}
