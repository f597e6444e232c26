package io.pulsemetrics.generator.simulation;

/** How likely a user is to come on an ordinary working day. */
final class Interest {
    private static final double NOT_ACTIVATED = 0.35;

    private Interest() {}

    /** Interest fades from the sign-up on, the slower the more of the product is used; paying users keep most of it. */
    static double on(int daysAfterSignUp, Persona persona, boolean activated, PaidDays.Standing standing) {
        var fresh = persona.engagement() * (activated ? 1 : NOT_ACTIVATED);
        var daysOfInterest = activated ? 12 + 70 * persona.breadth() : 6;
        var faded = fresh * (0.03 + 0.97 * StrictMath.exp(-daysAfterSignUp / daysOfInterest));
        return switch (standing) {
            case FREE -> faded;
            case TRIAL -> Math.max(faded, fresh);
            case PAYING -> Math.max(faded, fresh * (0.5 + 0.4 * persona.breadth()));
            case LEFT -> faded * 0.25;
        };
    }
}
