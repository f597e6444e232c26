package io.pulsemetrics.generator.truth;

import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Session;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts, by calendar month, who came back and who used which feature. */
final class MonthlyUseTally {
    static final List<Feature> FEATURES = List.of(Feature.values());

    /** Users by signup month. */
    final long[] cohort;
    /** Users by signup month and month of activity. */
    final long[][] retained;
    /** Users by month of activity, whenever they signed up. */
    final long[] active;
    /** Users by feature and month. */
    final long[][] users;
    /** Users by feature and month of their first use. */
    final long[][] adopters;

    private final Axis axis;

    MonthlyUseTally(Axis axis) {
        this.axis = axis;
        this.cohort = new long[axis.months()];
        this.retained = new long[axis.months()][axis.months()];
        this.active = new long[axis.months()];
        this.users = new long[FEATURES.size()][axis.months()];
        this.adopters = new long[FEATURES.size()][axis.months()];
    }

    void add(History history) {
        var months = new BitSet(axis.months());
        Map<Feature, BitSet> uses = new EnumMap<>(Feature.class);
        for (var session : history.sessions()) {
            collect(session, months, uses);
        }
        months.stream().forEach(month -> active[month]++);
        if (axis.contains(history.user().signedUpAt())) {
            var signup = axis.monthOf(axis.day(history.user().signedUpAt()));
            cohort[signup]++;
            months.stream().forEach(month -> retained[signup][month]++);
        }
        for (var i = 0; i < FEATURES.size(); i++) {
            var used = uses.get(FEATURES.get(i));
            if (used != null) {
                var ofFeature = users[i];
                used.stream().forEach(month -> ofFeature[month]++);
                adopters[i][used.nextSetBit(0)]++;
            }
        }
    }

    private void collect(Session session, BitSet months, Map<Feature, BitSet> uses) {
        for (var event : session.events()) {
            if (axis.contains(event.at())) {
                var month = axis.monthOf(axis.day(event.at()));
                months.set(month);
                var feature = event.feature();
                if (feature != null) {
                    uses.computeIfAbsent(feature, any -> new BitSet(axis.months()))
                            .set(month);
                }
            }
        }
    }

    void merge(MonthlyUseTally other) {
        Sums.add(cohort, other.cohort);
        Sums.add(retained, other.retained);
        Sums.add(active, other.active);
        Sums.add(users, other.users);
        Sums.add(adopters, other.adopters);
    }
}
