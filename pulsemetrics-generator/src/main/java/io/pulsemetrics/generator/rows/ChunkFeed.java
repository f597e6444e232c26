package io.pulsemetrics.generator.rows;

import com.google.common.base.Throwables;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.simulation.Identities;
import io.pulsemetrics.generator.simulation.Simulation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A scenario's rows as a sequence of {@link Chunk}s in the order of users. Chunks are simulated and encoded by several threads, a few
 * ahead of the one that is being taken; the bytes do not depend on their number, and the memory needed does not depend on the scenario's
 * size.
 */
public final class ChunkFeed {
    private static final int USERS_OF_A_CHUNK = 250;

    private final Simulation simulation;
    private final CompletableFuture<Identities> identities;
    private final int threads;

    /** Takes chunks. */
    @FunctionalInterface
    public interface Sink<X extends Exception> {
        /** Called for one chunk after the other, by the thread that called {@link #forEach}. */
        void accept(Chunk chunk) throws X;
    }

    /**
     * A feed of what a simulation tells.
     *
     * @param identities who the users are; needed from the first chunk on
     * @param threads at least 1
     */
    public ChunkFeed(Simulation simulation, CompletableFuture<Identities> identities, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a feed needs a thread, not " + threads);
        }
        this.simulation = simulation;
        this.identities = identities;
        this.threads = threads;
    }

    /** Hands every chunk to the sink, in order; ends early with what the sink throws. */
    public <X extends Exception> void forEach(RowFormat format, Sink<X> sink) throws X {
        var executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("generator-", 0).daemon().factory());
        try {
            new Belt(executor, format).runInto(sink);
        } finally {
            executor.shutdownNow();
        }
    }

    /** One pass over the scenario. */
    private final class Belt {
        private final ExecutorService executor;
        private final RowFormat format;
        private final Queue<CompletableFuture<Chunk>> ahead = new ArrayDeque<>();
        private CompletableFuture<Numbering> taken = CompletableFuture.completedFuture(Numbering.START);

        Belt(ExecutorService executor, RowFormat format) {
            this.executor = executor;
            this.format = format;
        }

        <X extends Exception> void runInto(Sink<X> sink) throws X {
            var users = simulation.scenario().users();
            for (var from = 0; from < users; from += USERS_OF_A_CHUNK) {
                start(from, Math.min(users, from + USERS_OF_A_CHUNK));
                if (ahead.size() > threads + 1) {
                    sink.accept(join(ahead.remove()));
                }
            }
            while (!ahead.isEmpty()) {
                sink.accept(join(ahead.remove()));
            }
        }

        /** The ids of a chunk begin after those of the chunk before: simulated first, numbered in turn, encoded when both are known. */
        private void start(int from, int until) {
            var simulated = CompletableFuture.supplyAsync(() -> simulate(from, until), executor);
            var numbered = taken;
            taken = simulated.thenCombine(numbered, (histories, before) -> before.after(histories));
            ahead.add(simulated
                    .thenCombine(numbered, Numbered::new)
                    .thenCombineAsync(
                            identities,
                            (part, names) -> ChunkEncoder.encode(format, part.histories(), names, part.taken()),
                            executor));
        }

        private List<History> simulate(int from, int until) {
            return IntStream.range(from, until).mapToObj(simulation::history).toList();
        }

        private static Chunk join(CompletableFuture<Chunk> chunk) {
            try {
                return chunk.join();
            } catch (CompletionException e) {
                if (e.getCause() != null) {
                    Throwables.throwIfUnchecked(e.getCause());
                }
                throw e;
            }
        }
    }

    private record Numbered(List<History> histories, Numbering taken) {}
}
