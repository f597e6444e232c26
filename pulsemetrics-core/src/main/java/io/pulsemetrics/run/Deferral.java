package io.pulsemetrics.run;

/**
 * Where a run reads what it does not build: in another target of the same database. What is ephemeral is read nowhere and stands in the
 * queries of others.
 *
 * @param target the other target
 * @param preferred whether relations that the run's own target has are read there, too; else only those that it lacks
 */
public record Deferral(Target target, boolean preferred) {

    /** What the run's own target lacks is read in this one. */
    public static Deferral to(Target target) {
        return new Deferral(target, false);
    }

    /** The same, and what the run's own target has is read there, too: it may be old. */
    public Deferral preferring() {
        return new Deferral(target, true);
    }
}
