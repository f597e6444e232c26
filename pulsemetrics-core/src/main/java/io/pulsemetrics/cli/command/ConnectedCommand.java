package io.pulsemetrics.cli.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works on a database, which its options name. Those of a project extend it, too. */
public abstract class ConnectedCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    /** What the command has to its hand while it is run. */
    protected final Invocation invocation() {
        return Invocation.of(spec);
    }

    /** Which database it works on. */
    protected final ConnectionOptions connection() {
        return connection;
    }
}
