package io.pulsemetrics.examples.command;

import io.pulsemetrics.select.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pulse build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Builds the models over what is loaded, audits and publishes them all at once.",
        description = {
            "",
            "An EXPR is a name (fct_events, stg_*), with ancestors (+dim_users) or descendants (stg_users+), tag:..,"
                    + " layer:.., schema:.., source:raw.users+; several are united, a,b is what both mean."
        })
final class BuildCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Option(names = "--select", paramLabel = "EXPR", arity = "1..*", description = "What to build; default: all.")
    private final List<String> select = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "EXPR", arity = "1..*", description = "What not to build.")
    private final List<String> exclude = new ArrayList<>();

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description =
                    "The instant up to which models look, such as 2026-06-30T12:00:00Z, or a day, which means its end;"
                            + " default: the end of the UTC day of the latest row in schema raw, and never later than now.")
    private @Nullable Instant asOf;

    @Override
    public Integer call() {
        try (var warehouse = connection.openExisting()) {
            var source = warehouse.dataSource();
            var instant = asOf == null
                    ? LoadedData.of(source)
                            .lookingTo(PulseCommand.surroundings(spec).clock())
                    : asOf;
            return new Building(PulseCommand.terminal(spec), connection.command("build"), threads.count())
                    .run(source, instant, selector());
        }
    }

    private Selector selector() {
        var selected = select.isEmpty() ? Selector.all() : Selector.select(select.toArray(String[]::new));
        return exclude.isEmpty() ? selected : selected.exclude(exclude.toArray(String[]::new));
    }
}
