package io.pulsemetrics.cli.command;

import io.pulsemetrics.plan.Reduction;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.PublishMode;
import io.pulsemetrics.run.RunOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command runs models. */
final class RunSettings {
    static final String KEEP =
            "Keep what the last N publishes replaced, for rollback and diff; from 0 to 9, default: as the project says.";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Mixin
    private final RenderSettings rendering = new RenderSettings();

    @Option(names = "--fail-fast", description = "Begin nothing new once something has failed.")
    private boolean failFast;

    @Option(
            names = "--check-sources",
            description =
                    "Ask the checks and the freshness of the sources first: what reads one that fails is not built.")
    private boolean checkSources;

    @Option(
            names = "--full-refresh",
            description =
                    "Build incremental models anew, but for those that are never rebuilt. Snapshots keep their history.")
    private boolean fullRefresh;

    @Option(
            names = "--publish",
            paramLabel = "MODE",
            defaultValue = "whole",
            description =
                    "What is published: whole (everything or nothing), passing (what passed, with all it reads), each (the same,"
                            + " relation by relation, as they are finished); default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PublishMode publish;

    @Option(names = "--keep", paramLabel = "N", description = KEEP)
    private @Nullable Integer keep;

    @Option(names = "--empty", description = "Only try: build with no rows, ask no checks, publish nothing.")
    private boolean empty;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Only try: read at most N rows of each relation that is not built, publish nothing.")
    private @Nullable Long limit;

    @Option(
            names = "--sample",
            paramLabel = "TIME",
            converter = Stretch.Converter.class,
            description =
                    "Only try: of what is read with a time, read the last stretch before as-of, such as 12h, 3d or 2w; publish"
                            + " nothing.")
    private @Nullable Duration sample;

    Optional<Instant> asOf() {
        return rendering.asOf();
    }

    TargetOption target() {
        return rendering.target().of(spec);
    }

    /** Whether models are only tried, and nothing is published. */
    boolean onlyTries() {
        return reduction().isPresent();
    }

    /** The options of a run of the project. */
    RunOptions options(Project project) {
        target(); // of the command, before anything asks for it
        var options = rendering
                .options(project)
                .withFailFast(failFast)
                .withPublishing(Invocation.of(spec).publishing(keep).in(publish));
        if (threads.given().isPresent()) {
            options = options.withThreads(threads.given().getAsInt());
        }
        if (checkSources) {
            options = options.withSourcesFirst();
        }
        if (fullRefresh) {
            options = options.withFullRefresh();
        }
        return reduction().map(options::withReduction).orElse(options);
    }

    private Optional<Reduction> reduction() {
        if ((empty ? 1 : 0) + (limit == null ? 0 : 1) + (sample == null ? 0 : 1) > 1) {
            throw new ParameterException(spec.commandLine(), "Give one of --empty, --limit and --sample");
        }
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is at least 1, not " + limit);
        }
        return empty
                ? Optional.of(new Reduction.Empty())
                : limit != null
                        ? Optional.of(new Reduction.Limit(limit))
                        : Optional.ofNullable(sample).map(Reduction.Sample::new);
    }
}
