package io.pulsemetrics.cli.command;

import io.pulsemetrics.run.ModelRunner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pulse publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        header = "Publishes an audited build that its run could not publish, without building again.",
        description = {
            "",
            "A build waits when something stood in the way: a lock, a right, a view of others. The next run of the target gives it up."
        },
        footer = {"publish"})
final class PublishCommand extends PublishingCommand implements Runnable {
    @Option(names = "--keep", paramLabel = "N", description = RunningOptions.KEEP)
    private @Nullable Integer keep;

    @Override
    public void run() {
        publish(keep, ModelRunner::publish, "published");
    }
}
