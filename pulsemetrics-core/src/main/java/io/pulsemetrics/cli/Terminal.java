package io.pulsemetrics.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * Where a command prints: lines that stay and, on a terminal that a person looks at, a few live lines below them that tell what
 * goes on.
 *
 * <p>Not thread-safe: callers print one at a time.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001B[K";
    private static final String UP = "\u001B[1A";
    private static final int DEFAULT_WIDTH = 80;
    private static final Splitter WORDS = Splitter.on(' ');

    private final PrintWriter out;
    private final boolean live;
    private final boolean colored;
    private final int width;
    private ImmutableList<String> status = ImmutableList.of();

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

    /** Whether it has live lines. */
    public boolean isLive() {
        return live;
    }

    /** How many characters fit in a line. */
    public int width() {
        return width;
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    private static int width(String columns) {
        return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }

    /** Prints a line that stays, above the live lines. */
    public void println(String line) {
        out.print(erasing());
        out.println(line);
        out.print(String.join("\n", status));
        out.flush();
    }

    /** Prints a text that stays in as many lines as it needs, broken between words; those after the first are indented. */
    public void printWrapped(String text) {
        var line = new StringBuilder();
        for (var word : WORDS.split(text)) {
            if (line.length() + word.length() >= width && !line.toString().isBlank()) {
                println(line.toString().stripTrailing());
                line.setLength(0);
                line.append("    ");
            }
            line.append(word).append(' ');
        }
        println(line.toString().stripTrailing());
    }

    /** Prints an empty line. */
    public void println() {
        println("");
    }

    /** Shows a text in the live line, cut to the terminal's width; does nothing where there is none. */
    public void status(String text) {
        status(List.of(text));
    }

    /** Shows texts in live lines, each cut to the terminal's width; does nothing where there are none. */
    public void status(List<String> lines) {
        if (live) {
            var erasing = erasing();
            status = lines.stream().map(this::fit).collect(ImmutableList.toImmutableList());
            out.print((erasing.isEmpty() ? CLEAR_LINE : erasing) + String.join("\n", status));
            out.flush();
        }
    }

    /** Takes the live lines away. */
    public void clearStatus() {
        if (!status.isEmpty()) {
            out.print(erasing());
            status = ImmutableList.of();
            out.flush();
        }
    }

    /** What takes the live lines away; the cursor is at the end of the last. */
    private String erasing() {
        return status.isEmpty() ? "" : CLEAR_LINE + (UP + CLEAR_LINE).repeat(status.size() - 1);
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
