package io.pulsemetrics.generator.history;

import java.util.List;

/**
 * All that happened to one user, up to the end of the scenario.
 *
 * @param sessions by start
 * @param subscriptions by start; a plan that follows another comes after it
 */
public record History(User user, List<Session> sessions, List<Subscription> subscriptions) {
    public History {
        sessions = List.copyOf(sessions);
        subscriptions = List.copyOf(subscriptions);
    }
}
