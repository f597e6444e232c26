package io.pulsemetrics.examples;

import com.google.common.collect.ImmutableList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a document shows of a command line: commands, each behind {@code $}, and below each what it prints. */
record Transcript(ImmutableList<Step> steps) {
    private static final Pattern FENCE = Pattern.compile("(?s)```console\n(.*?)```");

    /**
     * A command.
     *
     * @param condition the line above it that begins with {@code #}; empty if there is none
     * @param command what is typed
     * @param printed what stands below it; a line of two dots stands for any lines
     */
    record Step(String condition, String command, String printed) {

        /** Whether this is what the command printed. */
        boolean shows(String actual) {
            var parts = printed.split("(?m)^\\.\\.\n", -1);
            if (parts.length == 1) {
                return actual.equals(printed);
            }
            int at = 0;
            for (var part : parts) {
                int found = actual.indexOf(part, at);
                if (found < 0) {
                    return false;
                }
                at = found + part.length();
            }
            return actual.startsWith(parts[0]) && actual.endsWith(parts[parts.length - 1]);
        }
    }

    /** What stands in a document. */
    static Transcript of(String document) {
        return new Transcript(FENCE.matcher(document)
                .results()
                .flatMap(fence -> steps(fence.group(1)))
                .collect(ImmutableList.toImmutableList()));
    }

    private static Stream<Step> steps(String text) {
        var steps = ImmutableList.<Step>builder();
        var condition = "";
        for (var part : ImmutableList.copyOf(text.split("(?m)^(?=[$#] )", -1))) {
            if (part.startsWith("# ")) {
                condition = part.strip().substring(2);
            } else if (part.startsWith("$ ")) {
                int end = part.indexOf('\n');
                steps.add(new Step(condition, part.substring(2, end), part.substring(end + 1)));
                condition = "";
            }
        }
        return steps.build().stream();
    }
}
