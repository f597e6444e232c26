package io.pulsemetrics.select;

import java.util.Locale;

/** How a node compares with what was published before. What counts is {@link io.pulsemetrics.project.Fingerprint}. */
public enum NodeState {
    /** It was not there. */
    NEW,
    /** It was there, changed or not. */
    OLD,
    /** It is new, or what it computes has changed. */
    MODIFIED,
    /** It was there and is the same. */
    UNMODIFIED;

    /** The word for it in selectors. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
