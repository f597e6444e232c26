package io.pulsemetrics.cli;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What a user types to run again.
 *
 * @param exact exactly what was typed
 * @param unselected the same without what was selected: a selection can follow
 */
public record Rerun(String exact, String unselected) {

    /** A command without a selection. */
    public static Rerun of(String command) {
        return new Rerun(command, command);
    }

    /** Runs these nodes again, with what they read and what reads them. */
    String around(Collection<String> names) {
        return names.stream()
                .map(name -> "+" + name + "+")
                .collect(Collectors.joining(" ", unselected + " --select ", ""));
    }
}
