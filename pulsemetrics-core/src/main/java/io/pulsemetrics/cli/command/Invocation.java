package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.cli.ConsoleListener;
import io.pulsemetrics.cli.Rerun;
import io.pulsemetrics.cli.RunReport;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.Publishing;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.select.Selector;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a command that is being run has to its hand. Commands of a project get it by {@link #of}. */
public final class Invocation {
    private final CommandSpec spec;
    private final Root root;

    private Invocation(CommandSpec spec) {
        this.spec = spec;
        this.root = (Root) spec.root().userObject();
    }

    /** That of a command's {@code @Spec}. */
    public static Invocation of(CommandSpec spec) {
        return new Invocation(spec);
    }

    /** The project as the command's target has it; assembled now. */
    public Project project() {
        return root.command().project().in(target().schemas());
    }

    /** What the command's options say that is published to. */
    public Target target() {
        var option = option(spec);
        return option == null ? target(null) : option.target(this);
    }

    /** The options that say it, as they were given. */
    String targetArguments() {
        var option = option(spec);
        return option == null ? "" : option.arguments();
    }

    private static @Nullable TargetOption option(CommandSpec spec) {
        return spec.mixins().values().stream()
                .map(mixin -> mixin.userObject() instanceof TargetOption option ? option : option(mixin))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * The target of this name; a name that the project does not know is that of a target with everything as it is declared, unless the
     * project has targets.
     *
     * @param name null for the default
     */
    Target target(@Nullable String name) {
        var command = root.command();
        var fromEnvironment = environment("PULSE_TARGET");
        var meant = name != null ? name : fromEnvironment != null ? fromEnvironment : command.defaultTarget();
        var known = command.targets().get(meant);
        if (known != null) {
            return known;
        }
        if (!command.targets().isEmpty() && !meant.equals(Target.DEFAULT.name())) {
            throw PulseException.of(
                    ErrorCode.TARGET,
                    "target " + meant,
                    "the project has no target of this name",
                    "Use one of: %s; or say where it publishes with --schema-prefix"
                            .formatted(String.join(", ", command.targets().keySet())));
        }
        return Target.named(meant);
    }

    ImmutableMap<String, Target> targets() {
        return root.command().targets();
    }

    /** The selectors that have names. */
    ImmutableMap<String, Selector> selectors() {
        return root.command().selectors();
    }

    /** Where the command tells what it does; silent with {@code --quiet}. */
    public Terminal terminal() {
        return quiet() ? Terminal.plain(new PrintWriter(Writer.nullWriter())) : loudTerminal();
    }

    /** Where the command tells what went wrong, {@code --quiet} or not. */
    Terminal loudTerminal() {
        var terminal = root.surroundings().terminal(out());
        return switch (root.color()) {
            case AUTO -> terminal;
            case ALWAYS -> terminal.colored(true);
            case NEVER -> terminal.colored(false);
        };
    }

    /** Where results are printed. */
    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where is told what is no result. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /**
     * Ends the command as wrongly typed: with this message, where help is, and the exit code of usage errors.
     *
     * @throws ParameterException if it is
     */
    public void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /**
     * What tells of a run, as the options ask.
     *
     * @param options of the run
     * @param connection the database that it is on
     */
    public RunListener listener(RunOptions options, ConnectionOptions connection) {
        var again = Rerun.of(connection.command("build"))
                .withQuestions(connection.command("check"), connection.command("freshness"));
        return listener(options, new RunReport(loudTerminal(), again));
    }

    /** What tells of a run that this command makes, and whose SQL is left in the directory of artifacts. */
    RunListener listener(RunOptions options, Path artifacts) {
        return listener(options, new RunReport(loudTerminal(), rerun()).withSqlIn(artifacts.resolve("compiled")));
    }

    /** What the user types to do it again. */
    Rerun rerun() {
        return new Typing(spec, launcher()).rerun();
    }

    private RunListener listener(RunOptions options, RunReport report) {
        if (root.tellsJson()) {
            return new JsonLines(out(), clock(), options);
        }
        return quiet() ? new QuietListener(report) : new ConsoleListener(loudTerminal(), report);
    }

    /**
     * How runs publish.
     *
     * @param keep how many sets of replaced relations are kept; null for as many as the project says
     */
    Publishing publishing(@Nullable Integer keep) {
        int sets = keep == null ? root.command().keptSets() : keep;
        refuseIf(
                sets < 0 || sets > BuildNames.MOST_KEPT_SETS,
                "--keep is from 0 to %d, not %d".formatted(BuildNames.MOST_KEPT_SETS, sets));
        return Publishing.WHOLE.keeping(sets);
    }

    /** Whether this option was typed. */
    boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** The present. */
    public Clock clock() {
        return root.surroundings().clock();
    }

    /** An environment variable; null if it is not set. */
    @Nullable
    String environment(String name) {
        return root.surroundings().environment().get(name);
    }

    boolean quiet() {
        return root.quiet() || root.tellsJson();
    }

    boolean tellsJson() {
        return root.tellsJson();
    }

    boolean isInterrupted() {
        return root.surroundings().interruption().hasBegun();
    }

    boolean stacktrace() {
        return root.stacktrace();
    }

    /** What users type before a command's name: {@code ./pulse}. */
    public String launcher() {
        return root.command().launcher();
    }

    boolean hasLocalDatabase() {
        return root.command().localDatabase().isPresent();
    }

    /**
     * The database of the project's own, which has one.
     *
     * @throws ParameterException if its classes are missing on the class path
     */
    LocalDatabase localDatabase() {
        try {
            return root.command().localDatabase().orElseThrow().get();
        } catch (NoClassDefFoundError e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say which database: give --url, or set PULSE_URL. The one without a URL needs %s, which is not on the class path"
                            .formatted(String.valueOf(e.getMessage()).replace('/', '.')),
                    e);
        }
    }

    Instant lookingTo(DataSource source) {
        return root.command().asOf().of(source, clock());
    }
}
