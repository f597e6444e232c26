package io.pulsemetrics.cli.command;

import java.io.PrintStream;

/**
 * Whether the process is being ended from outside, by Ctrl-C or {@code kill}. Then it says so in one line, and what fails because of
 * it is no news. The exit code is the JVM's: 130 after Ctrl-C.
 */
public final class Interruption {
    private final Thread hook;
    private volatile boolean begun;

    private Interruption(PrintStream err) {
        this.hook = Thread.ofPlatform().name("pulse-interruption").unstarted(() -> {
            begun = true;
            err.println();
            err.println("Interrupted. What was published before is still there, as it was; run the command again.");
        });
    }

    /** Begins to watch, and prints to {@code err} when it happens. */
    public static Interruption watch(PrintStream err) {
        var interruption = new Interruption(err);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Never interrupted. */
    public static Interruption none() {
        return new Interruption(System.err);
    }

    /** Ends watching: the process is about to end by itself. Waits for its end if it is being ended already. */
    public void unwatch() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            begun = true; // being ended: the hook has run or will
        }
    }

    /** Whether it has happened. */
    boolean hasBegun() {
        return begun;
    }
}
