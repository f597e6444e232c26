package io.pulsemetrics.cli;

import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceFreshness;
import io.pulsemetrics.run.SourceResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run found of its sources, in words.
 *
 * @param terminal where it is printed
 * @param rerun what the user types to look at them again
 */
record SourceReport(Terminal terminal, Rerun rerun) {

    /** The sources whose rows are older than is reported, and what looks again. */
    void printWarnings(RunResult result) {
        var aged = ages(result, Freshness.Status.WARN);
        aged.forEach(found -> {
            terminal.println(terminal.doubtful("  WARNING  source " + found.source()));
            print(found);
        });
        if (!aged.isEmpty()) {
            rerun.lookingAt(aged).ifPresent(command -> terminal.println("  ask again what warned: " + command));
        }
    }

    /** The sources that failed. */
    void printFailures(RunResult result) {
        result.sources().stream().filter(SourceResult::failed).forEach(this::print);
    }

    /** What looks again at the sources that failed, and at nothing else. */
    void printCommands(RunResult result) {
        var aged = ages(result, Freshness.Status.ERROR);
        var violated = result.sources().stream()
                .flatMap(source -> source.violated().stream())
                .filter(CheckResult::failed)
                .toList();
        Stream.of(
                        aged.isEmpty() ? Optional.<String>empty() : rerun.lookingAt(aged),
                        violated.isEmpty() ? Optional.<String>empty() : rerun.asking(violated))
                .flatMap(Optional::stream)
                .forEach(command -> terminal.println("Only the sources that failed: " + command));
    }

    private void print(SourceResult source) {
        terminal.println(terminal.bad("  FAILED   source " + source.name()));
        source.freshness()
                .filter(found -> found.status() == Freshness.Status.ERROR)
                .ifPresent(this::print);
        source.error().stream().flatMap(String::lines).forEach(line -> terminal.println("           " + line));
        source.violated().stream().filter(CheckResult::failed).forEach(new Violations(terminal)::print);
    }

    private void print(SourceFreshness found) {
        terminal.println("           " + found.message());
        found.newest().ifPresent(newest -> terminal.println("             newest row: " + newest));
    }

    private static List<SourceFreshness> ages(RunResult result, Freshness.Status status) {
        return result.sources().stream()
                .flatMap(source -> source.freshness().stream())
                .filter(found -> found.status() == status)
                .toList();
    }
}
