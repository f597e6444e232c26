package io.pulsemetrics.generator.damage;

/** What becomes of damaged rows when the models are built over them. */
public sealed interface Handling {
    /** In words. */
    String text();

    /**
     * Staging makes them right: no published figure differs from the truth.
     *
     * @param by what does it
     */
    record Repaired(String by) implements Handling {
        @Override
        public String text() {
            return "repaired by " + by;
        }
    }

    /**
     * A check finds them.
     *
     * @param model the model that has the check, without its schema
     * @param check the name of the check
     */
    record Caught(String model, String check) implements Handling {
        @Override
        public String text() {
            return "caught by %s.%s".formatted(model, check);
        }
    }
}
