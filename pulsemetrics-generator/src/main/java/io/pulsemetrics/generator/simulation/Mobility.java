package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.BillingCycle;
import io.pulsemetrics.generator.history.Plan;

/** How likely a subscriber is, in one billing cycle, to leave or to change the plan. */
final class Mobility {
    private Mobility() {}

    /** Users of a broad part of the product stay; the probability of a year is that of half as many months. */
    static double cancels(Persona persona, PaidSpell.Terms terms) {
        var monthly = switch (terms.plan()) {
            case STARTER -> 0.050;
            case PROFESSIONAL -> 0.034;
            case ENTERPRISE -> 0.020;
        };
        return monthly * persona.traits().churn() * (1.9 - 1.7 * persona.breadth()) * pace(terms);
    }

    static double upgrades(Persona persona, PaidSpell.Terms terms) {
        return terms.plan() == Plan.ENTERPRISE ? 0 : (0.006 + 0.024 * persona.breadth()) * pace(terms);
    }

    static double downgrades(PaidSpell.Terms terms) {
        return terms.plan() == Plan.STARTER ? 0 : 0.010 * pace(terms);
    }

    private static double pace(PaidSpell.Terms terms) {
        return terms.cycle() == BillingCycle.ANNUAL ? terms.cycle().months() / 2.0 : 1;
    }
}
