package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.util.concurrent.Uninterruptibles;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.PublishUnit;
import io.pulsemetrics.plan.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does the tasks of a plan on several workers, each task as soon as what it waits for is done, those with the longest way still
 * before them first. A failed task takes with it what waits for it; all else goes on.
 */
final class Scheduler {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Plan plan;
    private final Dag<Task> tasks;
    private final List<RunListener> listeners;
    private final FinishedNodes finishedNodes;
    private final boolean failFast;
    private final int retries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Task, Integer> waiting = new HashMap<>();
    private final Set<Task> settled = new HashSet<>();
    private final Set<Task> begun = new HashSet<>();
    private final Set<RelationName> started = new HashSet<>();
    private final Map<RelationName, Progress> progress = new LinkedHashMap<>();
    private final Departures departures;
    private final PriorityQueue<Task> ready;
    private boolean publishes;
    private @Nullable Throwable fatal;

    /** Something to do, and what of the run it reads in its published place. */
    private record Job(Task task, ImmutableSet<RelationName> published) {}

    /** Publishes what is finished, while others are still built. */
    @FunctionalInterface
    interface Dispatch {
        /**
         * Publishes of a unit what can be published.
         *
         * @param results what became of its nodes
         * @return what has become of them
         */
        ImmutableList<NodeResult> publish(PublishUnit unit, ImmutableList<NodeResult> results);
    }

    /**
     * A run of a plan.
     *
     * @param listeners those to tell, which need not be those of the options
     * @param departures what is published before everything is built
     */
    Scheduler(Plan plan, RunOptions options, List<RunListener> listeners, Departures departures) {
        this.departures = departures;
        this.failFast = options.failFast();
        this.retries = options.retries();
        this.plan = plan;
        this.tasks = plan.tasks();
        this.listeners = listeners;
        this.finishedNodes = new FinishedNodes(plan, listeners);
        var heights = heights(tasks);
        this.ready = new PriorityQueue<>(Comparator.<Task>comparingInt(task -> -heights.getOrDefault(task, 0)));
        plan.nodes().forEach(node -> progress.put(node.name(), new Progress(node)));
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

    /** Leaves out these nodes, and what waits for them. Before {@link #run}. */
    void bar(Map<RelationName, RelationName> barred) {
        lock.lock();
        try {
            tasks.order().stream()
                    .filter(task -> barred.containsKey(task.node()))
                    .forEach(task -> skip(task, requireNonNull(barred.get(task.node()))));
            ready.removeAll(settled);
            finishedNodes.tellSkipped();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does all tasks and publishes what departs; returns when the last one is done.
     *
     * @param workers opens a worker; called once in each thread
     * @param dispatch is called in a thread of its own, and no more when this returns
     * @return the result of each node as it was built and audited, parents before children
     */
    ImmutableMap<RelationName, NodeResult> run(int threads, WorkerSource workers, Dispatch dispatch)
            throws InterruptedException {
        var publisher = Thread.ofPlatform().name("pulse-publisher").daemon().start(() -> publish(dispatch));
        var running = new ArrayList<>(List.of(publisher));
        for (int i = 0; i < Math.min(threads, tasks.order().size()); i++) {
            running.add(
                    Thread.ofPlatform().name("pulse-worker-" + (i + 1)).daemon().start(() -> work(workers)));
        }
        try {
            for (var thread : running) {
                while (!thread.join(HEARTBEAT)) {
                    stillRunning();
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            stop(e);
            running.forEach(Thread::interrupt);
            workers.cancel();
            Uninterruptibles.joinUninterruptibly(publisher); // whose connection others use after it
            throw e;
        }
        if (fatal instanceof RuntimeException e) {
            throw e;
        }
        if (fatal instanceof Error e) {
            throw e;
        }
        var results = ImmutableMap.<RelationName, NodeResult>builder();
        progress.forEach((name, node) -> results.put(name, node.result()));
        return results.buildOrThrow();
    }

    private void stillRunning() {
        lock.lock();
        try {
            listeners.forEach(RunListener::stillRunning);
        } finally {
            lock.unlock();
        }
    }

    private void work(WorkerSource workers) {
        try (var post = new Post(workers, retries)) {
            for (var job = next(); job != null; job = next()) {
                perform(post, job);
            }
        } catch (RuntimeException | Error e) {
            stop(e);
        }
    }

    private void publish(Dispatch dispatch) {
        try {
            for (var unit = nextUnit(); unit != null; unit = nextUnit()) {
                settle(unit, dispatch.publish(unit, results(unit)));
            }
        } catch (RuntimeException | Error e) {
            stop(e);
        }
    }

    /** The next unit that can be published; waits for one. Null when there is none and none will come. */
    private @Nullable PublishUnit nextUnit() {
        lock.lock();
        try {
            while (departures.next().isEmpty() && fatal == null && !departures.isOver()) {
                changed.awaitUninterruptibly();
            }
            return fatal == null ? departures.next().orElse(null) : null;
        } finally {
            lock.unlock();
        }
    }

    private ImmutableList<NodeResult> results(PublishUnit unit) {
        lock.lock();
        try {
            var results = unit.nodes().stream()
                    .map(name -> progressOf(plan.node(name)).result())
                    .collect(toImmutableList());
            if (!publishes && results.stream().anyMatch(result -> result.status() == NodeStatus.PASSED)) {
                publishes = true;
                listeners.forEach(RunListener::publishStarted);
            }
            return results;
        } finally {
            lock.unlock();
        }
    }

    private void settle(PublishUnit unit, ImmutableList<NodeResult> results) {
        lock.lock();
        try {
            var published = results.stream()
                    .filter(result -> result.status() == NodeStatus.PUBLISHED)
                    .collect(toImmutableList());
            departures.settle(unit, published.stream().map(NodeResult::name).collect(toImmutableSet()));
            published.forEach(result -> listeners.forEach(listener -> listener.nodePublished(result)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next task that is ready; waits for one. Null when there is none and none will come. */
    private @Nullable Job next() {
        lock.lock();
        try {
            var task = poll();
            while (task == null && fatal == null && settled.size() < waiting.size()) {
                changed.awaitUninterruptibly();
                task = poll();
            }
            if (task == null || fatal != null) {
                return null;
            }
            begun.add(task);
            if (started.add(task.node())) {
                var node = plan.node(task.node());
                listeners.forEach(listener -> listener.nodeStarted(node));
            }
            return new Job(task, departures.begin(task));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task poll() {
        var held = new ArrayList<Task>();
        var task = ready.poll();
        while (task != null && departures.hold(task)) {
            held.add(task);
            task = ready.poll();
        }
        ready.addAll(held);
        return task;
    }

    private void perform(Post post, Job job) {
        var task = job.task();
        var node = plan.node(task.node());
        var stopwatch = Stopwatch.createStarted();
        try {
            var outcome = post.perform(plan.node(task.node(), job.published()), task, this::again);
            finished(node, task, outcome, stopwatch);
        } catch (PulseException e) {
            lock.lock();
            try {
                progressOf(node).failed(e.getMessage());
                progressOf(node).spent(stopwatch.elapsed());
                settle(task, false);
            } finally {
                lock.unlock();
            }
        }
    }

    private void again(PlannedNode node, int retry, PulseException reason) {
        lock.lock();
        try {
            listeners.forEach(listener -> listener.nodeRetried(node, retry, reason.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    private void finished(PlannedNode node, Task task, Worker.Outcome outcome, Stopwatch stopwatch) {
        lock.lock();
        try {
            var state = progressOf(node);
            state.spent(stopwatch.elapsed());
            switch (outcome) {
                case Worker.Outcome.Batched ignored -> settle(task, true);
                case Worker.Outcome.Built built -> {
                    state.built(built.rows());
                    settle(task, true);
                }
                case Worker.Outcome.Answered answered -> {
                    answered.rows().ifPresent(state::counted);
                    state.answered(answered.audit(), answered.results());
                    settle(task, answered.results().stream().noneMatch(CheckResult::failed));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Marks a task as done, or as never to be done with all that waits for it. */
    private void settle(Task task, boolean passed) {
        settled.add(task);
        close(task);
        for (Task child : tasks.children(task)) {
            if (settled.contains(child)) {
                continue;
            }
            if (passed) {
                if (waiting.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            } else {
                skip(child, task.node());
            }
        }
        if (!passed && failFast) {
            ready.clear();
            tasks.order().stream().filter(other -> !begun.contains(other)).forEach(other -> skip(other, task.node()));
        }
        finishedNodes.tellSkipped();
        changed.signalAll();
    }

    private void skip(Task task, RelationName because) {
        if (!settled.add(task)) {
            return;
        }
        if (!task.node().equals(because)) {
            progressOf(plan.node(task.node())).skipped(because);
        }
        close(task);
        tasks.children(task).forEach(child -> skip(child, because));
    }

    private void close(Task task) {
        departures.end(task);
        var state = progressOf(plan.node(task.node()));
        if (state.close()) {
            state.tell(finishedNodes);
            departures.finished(task.node());
        }
    }

    private Progress progressOf(PlannedNode node) {
        var found = progress.get(node.name());
        if (found == null) {
            throw new IllegalStateException("not in the plan: " + node.name());
        }
        return found;
    }

    private void stop(Throwable reason) {
        lock.lock();
        try {
            if (fatal == null) {
                fatal = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
