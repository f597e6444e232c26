package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.util.concurrent.Uninterruptibles;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.PublishUnit;
import io.pulsemetrics.plan.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does the tasks of a plan on several workers, each task as soon as what it waits for is done, and publishes beside them what is finished:
 * the threads of a run, and the one lock that guards what they share. What is to be done next say {@link OpenTasks} and {@link Departures}.
 */
final class Scheduler {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Plan plan;
    private final OpenTasks tasks;
    private final List<RunListener> listeners;
    private final int retries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<RelationName> started = new HashSet<>();
    private final RunProgress progress;
    private final Departures departures;
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
        this.retries = options.retries();
        this.plan = plan;
        this.tasks = new OpenTasks(plan.tasks(), options.failFast());
        this.listeners = listeners;
        this.progress = new RunProgress(plan, listeners, departures);
    }

    /** Leaves out these nodes, and what waits for them. Before {@link #run}. */
    void bar(Map<RelationName, RelationName> barred) {
        lock.lock();
        try {
            progress.settled(tasks.leaveOut(barred));
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
        for (int i = 0; i < Math.min(threads, plan.tasks().order().size()); i++) {
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
        return progress.results();
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
            var results = unit.nodes().stream().map(progress::result).collect(toImmutableList());
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
            var task = tasks.begin(departures::hold);
            while (task == null && fatal == null && !tasks.allSettled()) {
                changed.awaitUninterruptibly();
                task = tasks.begin(departures::hold);
            }
            if (task == null || fatal != null) {
                return null;
            }
            if (started.add(task.node())) {
                var node = plan.node(task.node());
                listeners.forEach(listener -> listener.nodeStarted(node));
            }
            return new Job(task, departures.begin(task));
        } finally {
            lock.unlock();
        }
    }

    private void perform(Post post, Job job) {
        var task = job.task();
        var stopwatch = Stopwatch.createStarted();
        try {
            var outcome = post.perform(plan.node(task.node(), job.published()), task, this::again);
            settle(task, () -> progress.done(task, outcome, stopwatch.elapsed()));
        } catch (PulseException e) {
            settle(task, () -> {
                progress.failed(task, e.getMessage(), stopwatch.elapsed());
                return false;
            });
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

    /** @param note notes what has become of the task, and tells whether it passed */
    private void settle(Task task, BooleanSupplier note) {
        lock.lock();
        try {
            progress.settled(tasks.settle(task, note.getAsBoolean()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
