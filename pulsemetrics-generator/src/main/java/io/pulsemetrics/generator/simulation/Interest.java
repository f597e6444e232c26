package io.pulsemetrics.generator.simulation;

/**
 * How likely a user is to come on an ordinary working day, from the day of the sign-up on. Interest fades, the slower the more of the
 * product is used; paying users keep most of it. Goes forward day by day; not thread-safe.
 */
final class Interest {
    private static final double NOT_ACTIVATED = 0.35;
    private static final double NEVER_LOST = 0.03;

    private final double fresh;
    private final double whilePaying;
    private final double keptADay;
    private double kept = 1;

    Interest(Persona persona, boolean activated) {
        this.fresh = persona.engagement() * (activated ? 1 : NOT_ACTIVATED);
        this.whilePaying = fresh * (0.5 + 0.4 * persona.breadth());
        this.keptADay = StrictMath.exp(-1 / (activated ? 12 + 70 * persona.breadth() : 6));
    }

    /** The probability of the day, then a step to the next one. */
    double nextDay(PaidDays.Standing standing) {
        var faded = fresh * (NEVER_LOST + (1 - NEVER_LOST) * kept);
        kept *= keptADay;
        return switch (standing) {
            case FREE -> faded;
            case TRIAL -> fresh;
            case PAYING -> Math.max(faded, whilePaying);
            case LEFT -> faded * 0.25;
        };
    }
}
