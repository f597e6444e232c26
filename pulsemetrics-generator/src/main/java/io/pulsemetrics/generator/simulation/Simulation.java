package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.History;
import java.util.Objects;

/**
 * Tells what happened to each user of a scenario. A history depends on the scenario and the user's index alone, so histories can be told
 * in any order and by any number of threads. Thread-safe.
 */
public final class Simulation {
    private final Scenario scenario;
    private final SignUps signUps;
    private final Subscribing subscribing;
    private final Visiting visiting;

    public Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.signUps = new SignUps(scenario);
        this.subscribing = new Subscribing(scenario.end());
        this.visiting = new Visiting(scenario);
    }

    /** What is simulated. */
    public Scenario scenario() {
        return scenario;
    }

    /**
     * The history of the user with an index from 0; the user's id is the index plus one.
     *
     * @throws IndexOutOfBoundsException beyond the scenario's users
     */
    public History history(int index) {
        Objects.checkIndex(index, scenario.users());
        var draws = Draws.of(scenario.seed(), index);
        var persona = Persona.draw(draws);
        var user = signUps.draw(index, persona, draws);
        var subscriptions = subscribing.live(persona, user, draws);
        return new History(user, visiting.visits(persona, user, subscriptions, draws), subscriptions);
    }
}
