package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Device;
import io.pulsemetrics.generator.history.Event;
import io.pulsemetrics.generator.history.EventType;
import io.pulsemetrics.generator.history.Session;
import io.pulsemetrics.generator.history.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happens in a session: a page first, then anything, seconds to minutes apart. */
final class VisitScript {
    private static final int MOST_EVENTS = 250;
    private static final double MEAN_PAUSE_MILLIS = 70_000;
    private static final double MEAN_LEAVE_MILLIS = 40_000;
    private static final double USUAL_DEVICE = 0.85;
    private static final Weighted<EventType> TYPES = Weighted.of(List.of(EventType.values()), type -> switch (type) {
        case PAGE_VIEW -> 0.40;
        case BUTTON_CLICK -> 0.22;
        case FORM_SUBMIT -> 0.06;
        case SETTINGS_CHANGE -> 0.02;
        case FEATURE_USED -> 0.22;
        case FILE_UPLOAD -> 0.03;
        case REPORT_GENERATED -> 0.035;
        case INVITE_SENT -> 0.015;
    });

    private final Instant end;

    VisitScript(Instant end) {
        this.end = end;
    }

    /** Who comes, and which features they know. */
    record Visitor(Persona persona, User user, FeatureUse features) {}

    /** A session that starts at the given instant; it is cut short where the scenario ends. */
    Session play(Visitor visitor, Instant start, Draws draws) {
        var day = (int) (Days.of(start) - Days.of(visitor.user().signedUpAt()));
        var planned = 1
                + Math.min(
                        MOST_EVENTS, (int) draws.exponential(visitor.persona().depth() + 0.5));
        List<Event> events = new ArrayList<>(planned);
        events.add(Event.of(EventType.PAGE_VIEW, start));
        var at = start;
        for (var i = 1; i < planned; i++) {
            at = at.plusMillis(500 + (long) draws.exponential(MEAN_PAUSE_MILLIS));
            if (at.isAfter(end)) {
                break;
            }
            events.add(event(visitor, at, day, draws));
        }
        var left = events.getLast().at().plusMillis(1_000 + (long) draws.exponential(MEAN_LEAVE_MILLIS));
        return new Session(
                start,
                left.isAfter(end) ? end : left,
                device(visitor, draws),
                visitor.persona().browser(),
                events);
    }

    private static Event event(Visitor visitor, Instant at, int day, Draws draws) {
        var type = TYPES.draw(draws);
        if (type != EventType.FEATURE_USED) {
            return Event.of(type, at);
        }
        var feature = visitor.features().draw(day, draws);
        return feature == null ? Event.of(EventType.BUTTON_CLICK, at) : Event.use(feature, at);
    }

    private static Device device(Visitor visitor, Draws draws) {
        if (draws.chance(USUAL_DEVICE)) {
            return visitor.persona().device();
        }
        return visitor.persona().device() == Device.DESKTOP ? Device.MOBILE : Device.DESKTOP;
    }
}
