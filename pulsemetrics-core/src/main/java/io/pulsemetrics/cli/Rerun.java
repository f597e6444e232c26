package io.pulsemetrics.cli;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.SourceFreshness;
import java.util.Collection;
import java.util.Optional;

/**
 * What a user types to run again.
 *
 * @param exact exactly what was typed
 * @param unselected the same without what was selected: a selection can follow
 * @param check what asks checks of what is published: a selection can follow
 * @param freshness what asks how old the rows of sources are: a selection can follow
 */
public record Rerun(String exact, String unselected, Optional<String> check, Optional<String> freshness) {

    /** A command without a selection. */
    public static Rerun of(String command) {
        return new Rerun(command, command, Optional.empty(), Optional.empty());
    }

    /** The same, where these commands ask checks, and how old the rows of sources are. */
    public Rerun withQuestions(String checking, String agesOfSources) {
        return new Rerun(exact, unselected, Optional.of(checking), Optional.of(agesOfSources));
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

    /** Looks at the ages of these sources again; empty if there is no command that does. */
    public Optional<String> lookingAt(Collection<SourceFreshness> sources) {
        return freshness.map(command -> sources.stream()
                .map(found -> "source:" + found.source())
                .collect(joining(" ", command + " --select ", "")));
    }
}
