package io.pulsemetrics.generator.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One visit.
 *
 * @param start inclusive
 * @param end inclusive: no event is later
 * @param events by time; those of one instant in the order in which they were made
 */
public record Session(Instant start, Instant end, Device device, Browser browser, List<Event> events) {
    public Session {
        events = List.copyOf(events);
    }

    /** The page views among the events, and never less than one: a visit shows a page. */
    public int pagesViewed() {
        var views = 0;
        for (var event : events) {
            if (event.type() == EventType.PAGE_VIEW) {
                views++;
            }
        }
        return Math.max(1, views);
    }

    /** From start to end, in hundredths of a minute, rounded half up. */
    public long hundredthsOfMinutes() {
        return (Duration.between(start, end).toMillis() + 300) / 600;
    }
}
