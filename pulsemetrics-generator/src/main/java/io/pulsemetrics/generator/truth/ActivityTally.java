package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.User;
import java.time.Duration;
import java.util.BitSet;

/** Counts sign-ups, sessions, events and active users by day. */
final class ActivityTally {
    private static final Duration ACTIVATION_WINDOW = Duration.ofDays(7);

    final long[] signups;
    final long[] activated;
    final long[] sessions;
    final long[] sessionHundredths;
    final long[] sessionEvents;
    final long[] events;
    final long[] daily;
    final long[] weekly;
    final long[] monthly;
    private final Axis axis;

    ActivityTally(Axis axis) {
        this.axis = axis;
        this.signups = new long[axis.days()];
        this.activated = new long[axis.days()];
        this.sessions = new long[axis.days()];
        this.sessionHundredths = new long[axis.days()];
        this.sessionEvents = new long[axis.days()];
        this.events = new long[axis.days()];
        this.daily = new long[axis.days()];
        this.weekly = new long[axis.days()];
        this.monthly = new long[axis.days()];
    }

    void add(History history) {
        signUp(history.user());
        var active = new BitSet(axis.days());
        for (var session : history.sessions()) {
            if (axis.contains(session.start())) {
                sessions[axis.day(session.start())]++;
                sessionHundredths[axis.day(session.start())] += session.hundredthsOfMinutes();
                sessionEvents[axis.day(session.start())] += session.events().stream()
                        .filter(event -> axis.contains(event.at()))
                        .count();
            }
            for (var event : session.events()) {
                if (axis.contains(event.at())) {
                    events[axis.day(event.at())]++;
                    active.set(axis.day(event.at()));
                }
            }
        }
        within(active, 1, daily);
        within(active, 7, weekly);
        within(active, 30, monthly);
    }

    private void signUp(User user) {
        if (!axis.contains(user.signedUpAt())) {
            return;
        }
        var day = axis.day(user.signedUpAt());
        var at = user.activatedAt();
        signups[day]++;
        if (at != null && axis.contains(at) && !at.isAfter(user.signedUpAt().plus(ACTIVATION_WINDOW))) {
            activated[day]++;
        }
    }

    /** Counts the user on every day d with an active day in [d - length + 1, d]. */
    private void within(BitSet active, int length, long[] users) {
        var counted = 0;
        for (var day = active.nextSetBit(0); day >= 0; day = active.nextSetBit(day + 1)) {
            var until = Math.min(axis.days(), day + length);
            for (var window = Math.max(counted, day); window < until; window++) {
                users[window]++;
            }
            counted = until;
        }
    }

    void merge(ActivityTally other) {
        Sums.add(signups, other.signups);
        Sums.add(activated, other.activated);
        Sums.add(sessions, other.sessions);
        Sums.add(sessionHundredths, other.sessionHundredths);
        Sums.add(sessionEvents, other.sessionEvents);
        Sums.add(events, other.events);
        Sums.add(daily, other.daily);
        Sums.add(weekly, other.weekly);
        Sums.add(monthly, other.monthly);
    }
}
