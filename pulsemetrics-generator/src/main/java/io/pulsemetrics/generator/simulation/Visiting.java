package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Session;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** On which days a user comes, and how often. */
final class Visiting {
    private static final double ANOTHER_VISIT = 0.28;
    private static final int MOST_VISITS = 6;

    private final long firstDay;
    private final double[] season;
    private final Instant end;
    private final VisitScript script;

    Visiting(Scenario scenario) {
        this.firstDay = scenario.startDate().toEpochDay();
        this.season = scenario.startDate()
                .datesUntil(scenario.endDate().plusDays(1))
                .mapToDouble(Season::ofUse)
                .toArray();
        this.end = scenario.end();
        this.script = new VisitScript(end);
    }

    /** The user's sessions by start; no two overlap, and the first begins with the sign-up. */
    List<Session> visits(Persona persona, User user, List<Subscription> subscriptions, Draws draws) {
        List<Session> sessions = new ArrayList<>();
        var visitor = new VisitScript.Visitor(persona, user, FeatureUse.draw(persona, draws));
        sessions.add(script.play(visitor, user.signedUpAt(), draws));
        var signUpDay = Days.of(user.signedUpAt());
        var interest = new Interest(persona, user.activatedAt() != null);
        var paid = new PaidDays(subscriptions, end);
        for (var day = signUpDay; day < firstDay + season.length; day++) {
            if (draws.chance(interest.nextDay(paid.on(day)) * season[(int) (day - firstDay)])) {
                visitOn(day, visitor, sessions, draws);
            }
        }
        return sessions;
    }

    private void visitOn(long day, VisitScript.Visitor visitor, List<Session> sessions, Draws draws) {
        var count = 1;
        while (count < MOST_VISITS && draws.chance(ANOTHER_VISIT)) {
            count++;
        }
        var starts = new long[count];
        for (var i = 0; i < count; i++) {
            starts[i] = visitor.persona().country().secondOfUtcDay(draws) * 1_000L + draws.below(1_000);
        }
        Arrays.sort(starts);
        for (var millis : starts) {
            var start = Instant.ofEpochMilli(day * Days.MILLIS + millis);
            if (start.isAfter(sessions.getLast().end())) {
                sessions.add(script.play(visitor, start, draws));
            }
        }
    }
}
