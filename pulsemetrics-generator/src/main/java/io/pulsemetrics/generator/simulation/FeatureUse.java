package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Feature;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which features a user takes up, and how many days after signing up. */
final class FeatureUse {
    private static final Feature[] FEATURES = Feature.values();
    private static final int NEVER = Integer.MAX_VALUE;

    private final int[] fromDay;
    private final double[] weight;

    private FeatureUse(int[] fromDay, double[] weight) {
        this.fromDay = fromDay;
        this.weight = weight;
    }

    static FeatureUse draw(Persona persona, Draws draws) {
        var fromDay = new int[FEATURES.length];
        var weight = new double[FEATURES.length];
        Arrays.fill(fromDay, NEVER);
        for (var i = 0; i < FEATURES.length; i++) {
            var feature = FEATURES[i];
            var popularity = popularity(feature);
            var taken = draws.chance(popularity * (0.25 + 1.3 * persona.breadth()) * leaning(persona, feature));
            var day = (int) draws.exponential(2 + 50 * (1 - popularity));
            if (taken) {
                fromDay[i] = day;
                weight[i] = popularity * draws.between(0.5, 1.5);
            }
        }
        return new FeatureUse(fromDay, weight);
    }

    /** One of the features taken up by the given day, or null where there is none yet. */
    @Nullable
    Feature draw(int daysAfterSignUp, Draws draws) {
        var total = 0.0;
        for (var i = 0; i < fromDay.length; i++) {
            total += fromDay[i] <= daysAfterSignUp ? weight[i] : 0;
        }
        var target = draws.uniform() * total;
        for (var i = 0; i < fromDay.length; i++) {
            if (fromDay[i] <= daysAfterSignUp) {
                target -= weight[i];
                if (target < 0) {
                    return FEATURES[i];
                }
            }
        }
        return null;
    }

    private static double popularity(Feature feature) {
        return switch (feature) {
            case DASHBOARD -> 0.95;
            case ANALYTICS -> 0.62;
            case REPORTS -> 0.55;
            case INTEGRATIONS -> 0.36;
            case TEAM_COLLABORATION -> 0.42;
            case API_ACCESS -> 0.18;
            case CUSTOM_FIELDS -> 0.26;
            case AUTOMATION -> 0.22;
        };
    }

    /** Large customers connect and automate; small ones look at their numbers. */
    private static double leaning(Persona persona, Feature feature) {
        return switch (feature) {
            case DASHBOARD, ANALYTICS, REPORTS -> 1;
            case INTEGRATIONS, API_ACCESS, AUTOMATION ->
                switch (persona.plan()) {
                    case STARTER -> 0.6;
                    case PROFESSIONAL -> 1.1;
                    case ENTERPRISE -> 1.8;
                };
            case TEAM_COLLABORATION, CUSTOM_FIELDS ->
                switch (persona.plan()) {
                    case STARTER -> 0.8;
                    case PROFESSIONAL -> 1.1;
                    case ENTERPRISE -> 1.4;
                };
        };
    }
}
