package io.pulsemetrics.cli.command;

import io.pulsemetrics.run.ModelRunner;
import picocli.CommandLine.Command;

/** {@code pulse rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        header = "Puts back what the last publish replaced, at once.",
        description = {
            "",
            "Needs runs that keep what they replace: build --keep 1. What stands in its place now is dropped; another rollback goes"
                    + " back by one more publish, as far as sets were kept. Relations that were published for the first time stay."
        },
        footer = {"rollback"})
final class RollbackCommand extends PublishingCommand implements Runnable {
    @Override
    public void run() {
        publish(null, ModelRunner::rollback, "put back");
    }
}
