package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.cli.Terminal;
import java.io.Console;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * What a command takes from outside: given, so that a test can give something else.
 *
 * @param environment environment variables
 * @param interactive whether standard output is a terminal
 * @param clock the present
 * @param interruption whether the process is being ended
 */
public record Surroundings(
        ImmutableMap<String, String> environment, boolean interactive, Clock clock, Interruption interruption) {

    /** Those of the running process. */
    public static Surroundings ofThisProcess(Interruption interruption) {
        boolean interactive = isTerminal();
        var environment = new HashMap<>(System.getenv());
        if (interactive && !environment.containsKey("COLUMNS")) {
            environment.putAll(terminalSize());
        }
        return new Surroundings(ImmutableMap.copyOf(environment), interactive, Clock.systemUTC(), interruption);
    }

    /** From Java 22 on there may be a console without a terminal, and it tells. */
    @SuppressWarnings("SystemConsoleNull") // it is null before Java 22
    private static boolean isTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** As {@code stty size} tells it; nothing where there is no such program. */
    private static Map<String, String> terminalSize() {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var words = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset())
                    .strip()
                    .split(" ", -1);
            return words.length == 2 ? Map.of("COLUMNS", words[1]) : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** A terminal on standard output; it falls silent when the process is being ended. */
    Terminal terminal(PrintWriter out) {
        return Terminal.of(new PrintWriter(new UntilInterrupted(out)), interactive, environment);
    }

    /** Passes on what is written until the interruption. */
    private final class UntilInterrupted extends FilterWriter {
        UntilInterrupted(Writer out) {
            super(out);
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            if (!interruption.hasBegun()) {
                super.write(buffer, offset, length);
            }
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            if (!interruption.hasBegun()) {
                super.write(text, offset, length);
            }
        }

        @Override
        public void write(int c) throws IOException {
            if (!interruption.hasBegun()) {
                super.write(c);
            }
        }
    }
}
