package io.pulsemetrics.generator.history;

/** What a session ran on. */
public enum Device implements Coded {
    DESKTOP,
    MOBILE,
    TABLET
}
