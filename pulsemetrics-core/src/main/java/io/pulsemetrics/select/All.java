package io.pulsemetrics.select;

/** Every node, source and check; see {@link Selector#all()}. */
public record All() implements Selector {
    @Override
    public String toString() {
        return "*";
    }
}
