package io.pulsemetrics.cli.command;

import com.google.common.base.Strings;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.PublishMode;
import io.pulsemetrics.run.Publishing;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.select.Selector;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of a project, in one line of {@code main}:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     System.exit(PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES)).run(args));
 * }
 * }</pre>
 *
 * <p>Exit codes: 0 all is well, 1 a model or a check failed or a file does not fit, 2 the command was wrong, 3 the project is wrong, 4
 * the database, 5 somebody else holds what is needed, 70 a defect; 130 after Ctrl-C.
 *
 * <p>The methods that describe it are called before it is run. Not thread-safe.
 */
public final class PulseCommand {
    /** The commands of every project. */
    private static final ImmutableList<Supplier<Object>> COMMON = ImmutableList.of(
            BuildCommand::new,
            RunCommand::new,
            SeedCommand::new,
            SnapshotCommand::new,
            CheckCommand::new,
            FreshnessCommand::new,
            LsCommand::new,
            PlanCommand::new,
            ShowCommand::new,
            CompileCommand::new,
            SqlCommand::new,
            DebugCommand::new,
            DiffCommand::new,
            HistoryCommand::new,
            RetryCommand::new,
            PublishCommand::new,
            RollbackCommand::new,
            InitCommand::new,
            CleanCommand::new,
            CompletionCommand::new);

    private final Supplier<Project> project;
    private final Map<String, Selector> selectors = new LinkedHashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private String defaultTarget = Target.DEFAULT.name();
    private final List<Object> commands = new ArrayList<>();
    private String launcher = "pulse";
    private List<String> version = List.of();
    private List<String> header = List.of("Models in Java, audited and published all at once on PostgreSQL.");
    private List<String> footer = List.of();
    private @Nullable Supplier<LocalDatabase> localDatabase;
    private int keptSets;
    private AsOf asOf = (source, clock) -> clock.instant();

    /** Up to which instant a build looks that was not told. */
    @FunctionalInterface
    public interface AsOf {
        Instant of(DataSource source, Clock clock);
    }

    private PulseCommand(Supplier<Project> project) {
        this.project = project;
    }

    /** The command line of this project. */
    public static PulseCommand of(Project project) {
        return new PulseCommand(() -> project);
    }

    /** The command line of a project that is assembled when a command needs it, and whose problems the command then tells. */
    public static PulseCommand of(Supplier<Project> project) {
        return new PulseCommand(project);
    }

    /** What users type, if it is not {@code pulse}: {@code ./pulse}, {@code java -jar shop.jar}. */
    public PulseCommand launchedBy(String words) {
        launcher = words;
        return this;
    }

    /** What {@code --version} prints, line by line. */
    public PulseCommand withVersion(String... lines) {
        version = List.of(lines);
        return this;
    }

    /** The first lines of {@code --help}. */
    public PulseCommand withHeader(String... lines) {
        header = List.of(lines);
        return this;
    }

    /** What {@code --help} says after the options: where to begin. */
    public PulseCommand withFooter(String... lines) {
        footer = List.of(lines);
        return this;
    }

    /** Gives a selector a name: {@code --select selector:nightly}. */
    public PulseCommand withSelector(String name, Selector selector) {
        selectors.put(name, selector);
        return this;
    }

    /** Declares a target, for {@code --target NAME}: from then on other names are refused. */
    public PulseCommand withTarget(Target target) {
        targets.put(target.name(), target);
        return this;
    }

    /** Declares the target of commands that are given none, neither by {@code --target} nor by {@code PULSE_TARGET}. */
    public PulseCommand withDefaultTarget(Target target) {
        defaultTarget = target.name();
        return withTarget(target);
    }

    /**
     * Lets commands work on a database of their own where no {@code --url} is given: with the devkit on the class path, {@code () ->
     * EmbeddedDatabase.migratedBy("classpath:db/migration")}. It is asked for when a command needs it; so a class path without the devkit
     * does for all others.
     */
    public PulseCommand withLocalDatabase(Supplier<LocalDatabase> database) {
        localDatabase = Suppliers.memoize(database::get);
        return this;
    }

    /** Up to which instant builds look that are given no {@code --as-of}; by default the present. */
    public PulseCommand lookingTo(AsOf instant) {
        asOf = instant;
        return this;
    }

    /** How many sets of replaced relations runs keep for {@code rollback} that are given no {@code --keep}; by default none. */
    public PulseCommand keeping(int sets) {
        keptSets = Publishing.WHOLE.keeping(sets).keptSets();
        return this;
    }

    /**
     * Adds a command of the project's own: an object with picocli's annotations. It reaches what it needs by {@link Invocation}, and extends
     * {@link ConnectedCommand} if it works on a database. The lines of its footer are shown as examples, behind what users type.
     */
    public PulseCommand withCommand(Object command) {
        commands.add(command);
        return this;
    }

    /** Runs a command in this process and returns its exit code. */
    public int run(String... arguments) {
        var interruption = Interruption.watch(System.err);
        int code =
                commandLine(Surroundings.ofThisProcess(interruption), arguments).execute(arguments);
        interruption.unwatch();
        return code;
    }

    /** The command line, ready to {@link CommandLine#execute}. */
    public CommandLine commandLine(Surroundings surroundings) {
        return commandLine(surroundings, allCommands());
    }

    /**
     * As {@link #commandLine(Surroundings)}, for these arguments: if they begin with the name of a command that needs no other, with that one
     * alone. picocli reads the annotations of each command that is added, which is most of what a short command costs.
     */
    CommandLine commandLine(Surroundings surroundings, String... arguments) {
        var all = allCommands();
        var named = all.stream()
                .filter(command -> arguments.length > 0 && isNamed(command, arguments[0]))
                .filter(command -> !(command instanceof CompletionCommand))
                .toList();
        return commandLine(surroundings, named.isEmpty() ? all : named);
    }

    private static boolean isNamed(Object command, String word) {
        var annotation = command.getClass().getAnnotation(Command.class);
        return annotation != null
                && (annotation.name().equals(word)
                        || ImmutableList.copyOf(annotation.aliases()).contains(word));
    }

    private ImmutableList<Object> allCommands() {
        return Stream.concat(COMMON.stream().map(Supplier::get), commands.stream())
                .collect(ImmutableList.toImmutableList());
    }

    private CommandLine commandLine(Surroundings surroundings, List<Object> commands) {
        var line = new CommandLine(new Root(this, surroundings));
        commands.forEach(line::addSubcommand);
        describe(line);
        line.registerConverter(LocalDate.class, Days::parse);
        line.registerConverter(Instant.class, Days::parseInstant);
        register(line, Root.Color.class);
        register(line, Root.LogFormat.class);
        register(line, LsCommand.ResourceType.class);
        register(line, LsCommand.Output.class);
        register(line, PublishMode.class);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUnmatchedOptionsAllowedAsOptionParameters(false); // in "--select stg_users --misspelt"
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler(Failures::refuse);
        line.setExecutionStrategy(PulseCommand::execute);
        return line;
    }

    private static <E extends Enum<E>> void register(CommandLine line, Class<E> words) {
        line.registerConverter(words, new WordConverter<>(words));
    }

    private void describe(CommandLine line) {
        var spec = line.getCommandSpec();
        spec.usageMessage().header(header.toArray(String[]::new));
        var lines = new ArrayList<>(footer);
        lines.add("");
        lines.addAll(Root.EXIT_CODES);
        spec.usageMessage().footer(lines.toArray(String[]::new));
        spec.version(version.toArray(String[]::new));
        line.setCommandName(launcher);
        for (var command :
                new LinkedHashSet<>(line.getSubcommands().values())) { // a command with an alias is there twice
            command.getCommandSpec().version(version.toArray(String[]::new));
            command.getCommandSpec().usageMessage().abbreviateSynopsis(true).footer(teaching(command));
            if (localDatabase == null) {
                remove("--data-dir", command);
            }
        }
    }

    private static void remove(String option, CommandLine command) {
        var found = command.getCommandSpec().findOption(option);
        if (found != null) {
            command.getCommandSpec().remove(found);
        }
    }

    /** What stands at the end of a command's help: the lines of its footer as examples, and the exit codes. */
    private String[] teaching(CommandLine command) {
        var lines = new ArrayList<String>();
        var examples = command.getCommandSpec().usageMessage().footer();
        if (examples.length > 0) {
            lines.add("");
            lines.add("Examples:");
            int width = Arrays.stream(examples)
                    .map(PulseCommand::typed)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            for (var example : examples) {
                var words = typed(example);
                var meaning = example.substring(words.length()).strip();
                lines.add("  %s %s"
                        .formatted(launcher, Strings.padEnd(words, width + 2, ' ') + meaning)
                        .stripTrailing());
            }
        }
        lines.add("");
        lines.addAll(Root.EXIT_CODES);
        return lines.toArray(String[]::new);
    }

    /** What is typed of an example; what it means may follow after some blanks. */
    private static String typed(String example) {
        return example.replaceFirst("  +.*$", "");
    }

    private static int execute(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (CommandLine.ParameterException e) {
            throw e;
        } catch (CommandLine.ExecutionException e) {
            return new Failures(parsed).report(e.getCause() == null ? e : e.getCause());
        } catch (Error e) {
            return new Failures(parsed).report(e);
        }
    }

    Project project() {
        return project.get();
    }

    int keptSets() {
        return keptSets;
    }

    String launcher() {
        return launcher;
    }

    ImmutableMap<String, Selector> selectors() {
        return ImmutableMap.copyOf(selectors);
    }

    ImmutableMap<String, Target> targets() {
        return ImmutableMap.copyOf(targets);
    }

    String defaultTarget() {
        return defaultTarget;
    }

    Optional<Supplier<LocalDatabase>> localDatabase() {
        return Optional.ofNullable(localDatabase);
    }

    AsOf asOf() {
        return asOf;
    }
}
