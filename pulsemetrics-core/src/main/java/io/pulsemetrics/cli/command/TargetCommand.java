package io.pulsemetrics.cli.command;

import io.pulsemetrics.run.Target;
import io.pulsemetrics.warehouse.SessionName;
import picocli.CommandLine.Mixin;

/** A command that is about a target of its database. */
abstract class TargetCommand extends ConnectedCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // Invocation finds it
    private final TargetOption option = new TargetOption();

    /** The target that its options mean. */
    final Target target() {
        return invocation().target();
    }

    /** The name of a session that looks at the target. */
    final SessionName reader(String command) {
        return reader(target(), command);
    }

    static SessionName reader(Target target, String command) {
        return new SessionName(target.name(), target.schemas(), command, SessionName.Role.READER);
    }
}
