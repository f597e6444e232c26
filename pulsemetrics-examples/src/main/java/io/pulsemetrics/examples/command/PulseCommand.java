package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a command: it teaches. */
@Command(
        name = "pulse",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "SaaS metrics from raw tables: modelled in Java, audited, published all at once on PostgreSQL.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        subcommands = {DemoCommand.class, BuildCommand.class, SqlCommand.class, GenerateCommand.class, LoadCommand.class
        },
        footer = {
            "",
            "Begin with:",
            "  ./pulse demo                                     data, models and figures in a database of its own",
            "  ./pulse sql \"select * from analytics.fct_monthly_metrics order by month\"",
            "  ./pulse build --select +fct_daily_metrics        builds a part again",
            "",
            "The database is embedded and kept in .pulse/ (--data-dir), for development: it does not survive a crash",
            "of the operating system. A server is named with --url and --user; its password comes from PGPASSWORD or",
            "~/.pgpass, never from the command line.",
            "",
            "Exit codes: 0 all is well; 1 a model or a check failed, or a file does not fit; 2 the command was wrong;",
            "3 the project is wrong; 4 the database; 5 somebody else holds what is needed; 70 a defect; 130 Ctrl-C."
        })
final class PulseCommand implements Runnable {
    private final Surroundings surroundings;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error, too.")
    private boolean stacktrace;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    PulseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command");
    }

    boolean stacktrace() {
        return stacktrace;
    }

    /** What the command of this spec takes from outside. */
    static Surroundings surroundings(CommandSpec spec) {
        return root(spec).surroundings;
    }

    /** Where the command of this spec prints. */
    static Terminal terminal(CommandSpec spec) {
        return surroundings(spec).terminal(spec.commandLine().getOut());
    }

    static PulseCommand root(CommandSpec spec) {
        return (PulseCommand) spec.root().userObject();
    }
}
