package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
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
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
final class Root implements Runnable {
    static final ImmutableList<String> EXIT_CODES = ImmutableList.of(
            "Exit codes: 0 all is well; 1 a model or a check failed, or a file does not fit;",
            "2 the command was wrong; 3 the project is wrong; 4 the database;",
            "5 somebody else holds what is needed; 70 a defect; 130 Ctrl-C.");

    private final PulseCommand command;
    private final Surroundings surroundings;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error, too.")
    private boolean stacktrace;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print results and what went wrong, and nothing of what goes well.")
    private boolean quiet;

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How a run is told: text, or json with an object a line; default: text.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private LogFormat logFormat;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "always, never, or auto: on a terminal, unless NO_COLOR is set; default: auto.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Color color;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** How a run is told. */
    enum LogFormat {
        TEXT,
        JSON
    }

    /** When there are colors. */
    enum Color {
        ALWAYS,
        NEVER,
        AUTO
    }

    Root(PulseCommand command, Surroundings surroundings) {
        this.command = command;
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command");
    }

    boolean stacktrace() {
        return stacktrace;
    }

    boolean quiet() {
        return quiet;
    }

    boolean tellsJson() {
        return logFormat == LogFormat.JSON;
    }

    Color color() {
        return color;
    }

    PulseCommand command() {
        return command;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** The words of an enum's values, in lower case. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
