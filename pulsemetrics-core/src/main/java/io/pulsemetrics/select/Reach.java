package io.pulsemetrics.select;

/**
 * How far a term looks beyond what it names.
 *
 * @param ancestors how many edges up; 0 for not at all, {@link #ALL} for to the end
 * @param descendants the same, down
 * @param family whether it takes the descendants and all their ancestors, written {@code @}
 */
public record Reach(int ancestors, int descendants, boolean family) {
    /** As far as there are edges. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Nothing but what is named. */
    public static final Reach NONE = new Reach(0, 0, false);

    public Reach {
        if (ancestors < 0 || descendants < 0) {
            throw new IllegalArgumentException(
                    "a term does not look %d edges up and %d down".formatted(ancestors, descendants));
        }
        if (family && (ancestors > 0 || descendants > 0)) {
            throw new IllegalArgumentException("@ takes descendants and their ancestors already; it goes without +");
        }
    }

    String prefix() {
        if (family) {
            return "@";
        }
        return ancestors == 0 ? "" : ancestors == ALL ? "+" : ancestors + "+";
    }

    String suffix() {
        return descendants == 0 ? "" : descendants == ALL ? "+" : "+" + descendants;
    }
}
