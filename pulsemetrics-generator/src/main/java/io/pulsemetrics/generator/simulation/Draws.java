package io.pulsemetrics.generator.simulation;

/**
 * A stream of random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 *
 * <p>Written out here, and on {@link StrictMath}, because the same scenario has to give the same bytes on every JDK and processor;
 * the algorithms behind {@code Random.nextGaussian} and the last digit of {@code Math.log} may differ. Not thread-safe.
 */
final class Draws {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Draws(long state) {
        this.state = state;
    }

    /** The stream with a number among those of a seed; streams of different numbers do not depend on each other. */
    static Draws of(long seed, long stream) {
        return new Draws(mix(mix(seed + GOLDEN_GAMMA) ^ stream * GOLDEN_GAMMA));
    }

    /** Uniform over all longs. */
    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [from, to). */
    double between(double from, double to) {
        return from + (to - from) * uniform();
    }

    /** Uniform in 0 .. bound - 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** True with the given probability. */
    boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Exponential with the given mean. */
    double exponential(double mean) {
        return -mean * StrictMath.log(1 - uniform());
    }

    /** Standard normal (Box and Muller, 1958). */
    double normal() {
        var radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    private static long mix(long value) {
        var mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
