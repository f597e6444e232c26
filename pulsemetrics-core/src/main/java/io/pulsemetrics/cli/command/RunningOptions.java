package io.pulsemetrics.cli.command;

import io.pulsemetrics.plan.Reduction;
import io.pulsemetrics.run.PublishMode;
import io.pulsemetrics.run.RunOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command runs models. */
final class RunningOptions {
    static final String KEEP =
            "Keep what the last N publishes replaced, for rollback and diff; from 0 to 9, default: as the project says.";

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Option(names = "--fail-fast", description = "Begin nothing new once something has failed.")
    private boolean failFast;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description =
                    "How often a build or a check is done again that lost against another session or its connection; default: 2.")
    private @Nullable Integer retries;

    @Option(
            names = "--statement-timeout",
            paramLabel = "TIME",
            converter = Stretch.Converter.class,
            description =
                    "After which PostgreSQL cancels a statement that builds or checks, such as 30s or 10m; default: never.")
    private @Nullable Duration statementTimeout;

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
            description =
                    "What is published: whole (everything or nothing), passing (what passed, with all it reads), each (the same,"
                            + " relation by relation, as they are finished); default: whole.")
    private @Nullable PublishMode publish;

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

    /** The options with what was given; refuses what contradicts itself. */
    RunOptions applyTo(RunOptions given, Invocation invocation) {
        refuseContradictions(given.reduction().isPresent(), invocation);
        var publishing = invocation.publishing(keep);
        var options =
                given.withFailFast(failFast).withPublishing(publish == null ? publishing : publishing.in(publish));
        if (threads.given().isPresent()) {
            options = options.withThreads(threads.given().getAsInt());
        }
        if (retries != null) {
            options = options.withRetries(retries);
        }
        if (statementTimeout != null) {
            options = options.withStatementTimeout(statementTimeout);
        }
        if (checkSources) {
            options = options.withSourcesFirst();
        }
        if (fullRefresh) {
            options = options.withFullRefresh();
        }
        return reduction().map(options::withReduction).orElse(options);
    }

    /** @param tries whether the plan only tries that is to be done */
    private void refuseContradictions(boolean tries, Invocation invocation) {
        int ways = (empty ? 1 : 0) + (limit == null ? 0 : 1) + (sample == null ? 0 : 1);
        invocation.refuseIf(ways > 1, "Give one of --empty, --limit and --sample: each says what is read");
        invocation.refuseIf(limit != null && limit < 1, "--limit is at least 1, not " + limit);
        invocation.refuseIf(retries != null && retries < 0, "--retries is 0 for never, or more, not " + retries);
        var trial = tries ? "the plan" : empty ? "--empty" : limit != null ? "--limit" : "--sample";
        var publishes = publish != null ? "--publish" : keep != null ? "--keep" : fullRefresh ? "--full-refresh" : "";
        invocation.refuseIf(
                (tries || ways > 0) && !publishes.isEmpty(),
                "%s only tries models anew and publishes nothing: leave out %s".formatted(trial, publishes));
    }

    private Optional<Reduction> reduction() {
        return empty
                ? Optional.of(new Reduction.Empty())
                : limit != null
                        ? Optional.of(new Reduction.Limit(limit))
                        : Optional.ofNullable(sample).map(Reduction.Sample::new);
    }
}
