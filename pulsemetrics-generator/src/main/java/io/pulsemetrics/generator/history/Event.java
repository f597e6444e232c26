package io.pulsemetrics.generator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a user did.
 *
 * @param feature the feature used; null for every other type of event
 */
public record Event(EventType type, Instant at, @Nullable Feature feature) {
    public Event {
        if ((type == EventType.FEATURE_USED) != (feature != null)) {
            throw new IllegalArgumentException("a feature goes with feature_used and with nothing else: " + type);
        }
    }

    /** An event that uses no feature. */
    public static Event of(EventType type, Instant at) {
        return new Event(type, at, null);
    }

    /** The use of a feature. */
    public static Event use(Feature feature, Instant at) {
        return new Event(EventType.FEATURE_USED, at, feature);
    }
}
