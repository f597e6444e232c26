package io.pulsemetrics.cli.command;

import io.pulsemetrics.warehouse.SessionName;
import picocli.CommandLine.Option;

/** What is published to. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "What is published to: two runs of one target exclude each other; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String target;

    String name() {
        return target;
    }

    /** The name of a session that looks at the target. */
    SessionName reader(String command) {
        return new SessionName(target, command, SessionName.Role.READER);
    }
}
