package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.AuditedRelation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the checks of relations that are there, on several connections at a time. For one use. */
final class RelationAudits {
    private final WorkerSource workers;
    private final Consumer<NodeResult> listener;
    private final List<Asked> relations = new ArrayList<>();
    private final Queue<Question> open = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** @param listener is told of each relation when its checks were asked; one at a time */
    RelationAudits(WorkerSource workers, Consumer<NodeResult> listener) {
        this.workers = workers;
        this.listener = listener;
    }

    private record Question(Asked relation, int index) {}

    /** What is known of a relation so far. Guarded by the lock. */
    private static final class Asked {
        private final AuditedRelation relation;
        private final List<List<CheckResult>> answers;
        private int open;
        private long rows;
        private Duration duration = Duration.ZERO;
        private @Nullable String error;

        Asked(AuditedRelation relation) {
            this.relation = relation;
            this.open = relation.audits().size();
            this.answers = new ArrayList<>(Collections.nCopies(open, List.of()));
        }

        NodeResult result() {
            var checks = answers.stream().flatMap(List::stream).collect(toImmutableList());
            boolean failed = checks.stream().anyMatch(CheckResult::failed);
            var status = error != null ? NodeStatus.ERROR : failed ? NodeStatus.CHECK_FAILED : NodeStatus.PASSED;
            return new NodeResult(
                    relation.name(), relation.kind(), status, rows, duration, "", checks, Optional.ofNullable(error));
        }
    }

    /** The result of each relation, in the order given. A question that the database refuses is the relation's error. */
    ImmutableList<NodeResult> ask(int threads, List<AuditedRelation> audited) {
        for (var relation : audited) {
            var asked = new Asked(relation);
            relations.add(asked);
            for (int i = 0; i < relation.audits().size(); i++) {
                open.add(new Question(asked, i));
            }
        }
        int workersNeeded = Math.min(threads, open.size());
        if (workersNeeded > 0) {
            work(workersNeeded);
        }
        return relations.stream().map(Asked::result).collect(toImmutableList());
    }

    private void work(int threads) {
        var factory = Thread.ofPlatform().name("pulse-audit-", 1).daemon().factory();
        try (var executor = Executors.newFixedThreadPool(threads, factory)) {
            try {
                for (var done : executor.invokeAll(Collections.nCopies(threads, answering()))) {
                    done.get();
                }
            } catch (InterruptedException e) {
                open.clear();
                workers.cancel();
                Thread.currentThread().interrupt();
                throw PulseException.of(
                        ErrorCode.CANCELLED, "checks", "the questions were interrupted", "Ask again", e);
            } catch (ExecutionException e) {
                Throwables.throwIfUnchecked(requireNonNull(e.getCause()));
                throw new IllegalStateException(e);
            }
        }
    }

    private Callable<Void> answering() {
        return () -> {
            try (var worker = workers.open()) {
                for (var question = open.poll(); question != null; question = open.poll()) {
                    answer(worker, question);
                }
            }
            return null;
        };
    }

    private void answer(Worker worker, Question question) {
        var started = System.nanoTime();
        try {
            var answered = worker.ask(question.relation().relation, question.index());
            close(question, answered, null, started);
        } catch (PulseException e) {
            close(question, null, e.getMessage(), started);
        }
    }

    private void close(
            Question question, Worker.Outcome.@Nullable Answered answered, @Nullable String error, long started) {
        lock.lock();
        try {
            var asked = question.relation();
            asked.duration = asked.duration.plusNanos(System.nanoTime() - started);
            if (answered != null) {
                asked.answers.set(question.index(), answered.results());
                asked.rows = Math.max(asked.rows, answered.rows().orElse(0));
            } else if (asked.error == null) {
                asked.error = error;
            }
            asked.open--;
            if (asked.open == 0) {
                listener.accept(asked.result());
            }
        } finally {
            lock.unlock();
        }
    }
}
