package io.pulsemetrics.cli.command;

import io.pulsemetrics.model.Snapshot;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse snapshot}. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        header = "As build, with nothing but the snapshots among what is selected: versions begin and end as of now.",
        footer = {
            "snapshot                                what sources have now, as a new version of what changed",
            "snapshot --as-of 2026-06-30"
        })
final class SnapshotCommand extends ModelCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return run(node -> node.config().materialization() instanceof Snapshot, "snapshot");
    }
}
