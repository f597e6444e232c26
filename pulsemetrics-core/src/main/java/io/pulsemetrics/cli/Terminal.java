package io.pulsemetrics.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.Map;

/**
 * Where a command prints: lines that stay and, on a terminal that a person looks at, one live line below them that tells what
 * goes on.
 *
 * <p>Not thread-safe: callers print one at a time.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001B[K";
    private static final int DEFAULT_WIDTH = 80;

    private final PrintWriter out;
    private final boolean live;
    private final boolean colored;
    private final int width;
    private String status = "";

    private Terminal(PrintWriter out, boolean live, boolean colored, int width) {
        this.out = requireNonNull(out);
        this.live = live;
        this.colored = colored;
        this.width = width;
    }

    /** Lines only: for files, pipes and builds. */
    public static Terminal plain(PrintWriter out) {
        return new Terminal(out, false, false, Integer.MAX_VALUE);
    }

    /**
     * Live where a person looks at it: on a terminal that is not dumb, and not where {@code CI} is set. Colored unless {@code
     * NO_COLOR} is set. As wide as {@code COLUMNS} says, else 80.
     *
     * @param interactive whether the output goes to a terminal
     * @param environment the process's environment variables
     */
    public static Terminal of(PrintWriter out, boolean interactive, Map<String, String> environment) {
        var term = environment.getOrDefault("TERM", "");
        if (!interactive || isSet(environment, "CI") || term.isEmpty() || term.equals("dumb")) {
            return plain(out);
        }
        return new Terminal(out, true, !isSet(environment, "NO_COLOR"), width(environment.getOrDefault("COLUMNS", "")));
    }

    /** The same, with colors or without. */
    public Terminal colored(boolean on) {
        return new Terminal(out, live, on, width);
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    private static int width(String columns) {
        return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    /** Prints a line that stays, above the live line. */
    public void println(String line) {
        out.println(status.isEmpty() ? line : CLEAR_LINE + line);
        if (!status.isEmpty()) {
            out.print(status);
        }
        out.flush();
    }

    /** Prints an empty line. */
    public void println() {
        println("");
    }

    /** Shows a text in the live line, cut to the terminal's width; does nothing where there is none. */
    public void status(String text) {
        if (live) {
            status = fit(text);
            out.print(CLEAR_LINE + status);
            out.flush();
        }
    }

    /** Takes the live line away. */
    public void clearStatus() {
        if (!status.isEmpty()) {
            status = "";
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    /** The text, cut to what fits in a line of this terminal. */
    public String fit(String text) {
        return text.length() < width ? text : text.substring(0, Math.max(0, width - 2)) + "…";
    }

    /** The text in the color of what is well, where there are colors. */
    public String good(String text) {
        return colored ? "\u001B[32m" + text + "\u001B[0m" : text;
    }

    /** The text in the color of what went wrong, where there are colors. */
    public String bad(String text) {
        return colored ? "\u001B[31m" + text + "\u001B[0m" : text;
    }

    /** The text in the color of what deserves a look, where there are colors. */
    public String doubtful(String text) {
        return colored ? "\u001B[33m" + text + "\u001B[0m" : text;
    }

    /** The text as a heading, where there are colors. */
    public String strong(String text) {
        return colored ? "\u001B[1m" + text + "\u001B[0m" : text;
    }
}
