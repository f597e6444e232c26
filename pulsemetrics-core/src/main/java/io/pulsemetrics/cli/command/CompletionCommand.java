package io.pulsemetrics.cli.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pulse generate-completion}. */
@Command(
        name = "generate-completion",
        mixinStandardHelpOptions = true,
        header = "Prints a script that completes commands and options in bash and zsh.",
        description = {"", "Take it into a shell with: source <(${COMMAND-FULL-NAME})"},
        footer = {"generate-completion > /etc/bash_completion.d/pulse"})
final class CompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        var invocation = Invocation.of(spec);
        invocation
                .out()
                .print(AutoComplete.bash(
                        name(invocation.launcher()), spec.root().commandLine()));
        invocation.out().flush();
    }

    /** The last word without its path: what the shell completes after {@code ./pulse} is registered for {@code pulse}. */
    private static String name(String launcher) {
        return launcher.substring(launcher.lastIndexOf('/') + 1).replaceAll("\\W+", "_");
    }
}
