package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which plan a command does. */
final class PlanOption {
    /** What a plan says already. */
    private static final ImmutableList<String> SAID_BY_THE_PLAN = ImmutableList.of(
            "--select",
            "--exclude",
            "--state",
            "--as-of",
            "--vars",
            "--defer",
            "--favor-deferred",
            "--changed",
            "--full-refresh",
            "--empty",
            "--limit",
            "--sample");

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "Do exactly what a plan says that was saved with plan --out FILE, or nothing if it is outdated.")
    private @Nullable Path file;

    /** The plan that was given; refuses options that say what it says. */
    Optional<SavedPlan> read(Invocation invocation) {
        if (file == null) {
            return Optional.empty();
        }
        SAID_BY_THE_PLAN.forEach(option -> invocation.refuseIf(
                invocation.isGiven(option),
                "--plan says what is built and how: leave out %s, or plan again with it".formatted(option)));
        return Optional.of(SavedPlan.read(file));
    }
}
