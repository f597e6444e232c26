package io.pulsemetrics.generator.history;

/** The browser of a session. */
public enum Browser {
    CHROME("Chrome"),
    SAFARI("Safari"),
    FIREFOX("Firefox"),
    EDGE("Edge");

    private final String label;

    Browser(String label) {
        this.label = label;
    }

    /** As the raw tables write it. */
    public String label() {
        return label;
    }
}
