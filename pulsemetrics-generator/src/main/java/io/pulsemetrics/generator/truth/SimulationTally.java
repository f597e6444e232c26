package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.simulation.Simulation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Tells the histories of a simulation and forgets each as soon as it is counted. */
final class SimulationTally {
    private static final int USERS_AT_A_TIME = 100;

    private final Simulation simulation;
    private final Axis axis;
    private final AtomicInteger nextUser = new AtomicInteger();

    private SimulationTally(Simulation simulation) {
        this.simulation = simulation;
        this.axis = new Axis(
                simulation.scenario().startDate(), simulation.scenario().endDate());
    }

    static Tally of(Simulation simulation, int threads) {
        var work = new SimulationTally(simulation);
        var factory = Thread.ofPlatform().name("truth-", 0).daemon().factory();
        try (var executor = Executors.newFixedThreadPool(threads, factory)) {
            var parts = Stream.generate(() -> CompletableFuture.supplyAsync(work::countUntilDone, executor))
                    .limit(threads)
                    .toList();
            var total = new Tally(work.axis);
            parts.forEach(part -> total.merge(part.join()));
            return total;
        }
    }

    private Tally countUntilDone() {
        var tally = new Tally(axis);
        var users = simulation.scenario().users();
        for (var from = nextUser.getAndAdd(USERS_AT_A_TIME); from < users; from = nextUser.getAndAdd(USERS_AT_A_TIME)) {
            for (var index = from; index < Math.min(users, from + USERS_AT_A_TIME); index++) {
                tally.add(simulation.history(index));
            }
        }
        return tally;
    }
}
