package io.pulsemetrics.cli;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.run.CheckResult;
import java.util.Collection;
import java.util.Optional;

/**
 * What a user types to run again.
 *
 * @param exact exactly what was typed
 * @param unselected the same without what was selected: a selection can follow
 * @param check what asks checks of what is published: a selection can follow
 */
public record Rerun(String exact, String unselected, Optional<String> check) {

    /** A command without a selection. */
    public static Rerun of(String command) {
        return new Rerun(command, command, Optional.empty());
    }

    /** The same, where this command asks checks. */
    public Rerun withCheck(String command) {
        return new Rerun(exact, unselected, Optional.of(command));
    }

    /** Runs these nodes again, with what they read and what reads them. */
    String around(Collection<String> names) {
        return names.stream().map(name -> "+" + name + "+").collect(joining(" ", unselected + " --select ", ""));
    }

    /** Asks these checks again; empty if there is no command that asks checks. */
    public Optional<String> asking(Collection<CheckResult> checks) {
        return check.map(command -> checks.stream()
                .map(result -> result.node() + "." + result.check().name())
                .collect(joining(" ", command + " --select ", "")));
    }
}
