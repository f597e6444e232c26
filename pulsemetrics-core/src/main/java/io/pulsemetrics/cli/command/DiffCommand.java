package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelDiff;
import io.pulsemetrics.run.RunOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pulse diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        header = "Compares models in two states or two targets, rows and columns.",
        description = {
            "",
            "A state is published; computed, what the query gives now over what is published; kept or kept:N, what one of the last"
                    + " publishes replaced; build, an audited build that waits to be published; target:NAME, what another target has"
                    + " published; prefix:TEXT, what is published in schemas of this prefix. Rows are told apart by the primary key."
        },
        footer = {
            "diff --select dim_users                 published against what the query gives now",
            "diff --from kept --to published         what the last publish changed",
            "diff --to build --exit-code             what publish would change",
            "diff --from target:prod --values        another target against this one, with values"
        })
final class DiffCommand extends SelectingCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            paramLabel = "STATE",
            converter = DiffState.Converter.class,
            description = "What is compared; default: published.")
    private @Nullable DiffState from;

    @Option(
            names = "--to",
            paramLabel = "STATE",
            converter = DiffState.Converter.class,
            description = "With what; default: published if --from is a target or computed, else computed.")
    private @Nullable DiffState to;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many differing rows are shown by key; default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--values",
            description = "Show the values that differ in them, too; those of sensitive columns as ***.")
    private boolean values;

    @Option(names = "--exit-code", description = "End with 1 if something differs.")
    private boolean exitCode;

    @Mixin
    private final QueryOptions query = new QueryOptions();

    @Override
    RunOptions options(Project project) {
        return query.options(invocation(), connection(), project);
    }

    @Override
    public Integer call() {
        invocation().refuseIf(samples < 0, "--samples is 0 for none, or more, not " + samples);
        var first = from == null ? new DiffState("published") : from;
        var second = to == null ? first.opposite() : to;
        invocation().refuseIf(first.equals(second), "--from and --to are both %s: name two".formatted(first));
        refuseSame(first, second);
        var asked = asked();
        try (var database = connection().openExisting();
                var ofFirst = open(first);
                var ofSecond = open(second)) {
            var runner = runner(asked, database.dataSource());
            var diff = ModelDiff.on(database.dataSource(), runner);
            var telling = new DiffText(invocation(), first, second);
            boolean same = true;
            for (var node : compared(selected(asked, runner).nodes().asList())) {
                var found = diff.compare(
                        node,
                        first.state(invocation(), Optional.ofNullable(ofFirst)),
                        second.state(invocation(), Optional.ofNullable(ofSecond)),
                        new ModelDiff.Samples(samples, values));
                telling.print(node, found);
                same &= found.isEmpty();
            }
            return exitCode && !same ? ErrorKind.DATA.exitCode() : 0;
        }
    }

    /** What is published here and in a target that has everything in the same place is one and the same. */
    private void refuseSame(DiffState first, DiffState second) {
        var places = Stream.of(first, second)
                .filter(state ->
                        state.isPublished() || state.target(invocation()).isPresent())
                .map(state -> state.target(invocation()).orElseGet(this::target))
                .toList();
        invocation()
                .refuseIf(
                        places.size() == 2
                                && places.getFirst()
                                        .schemas()
                                        .equals(places.getLast().schemas())
                                && places.stream()
                                        .allMatch(target -> connection().reaches(target)),
                        "%s and %s are the same relations: name a target that publishes elsewhere"
                                .formatted(first, second));
    }

    /** The database of a target that is not the command's. */
    private @Nullable Database open(DiffState state) {
        return state.target(invocation())
                .flatMap(target -> connection().openBeside(target))
                .orElse(null);
    }

    private static List<Node> compared(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> !(node.config().materialization() instanceof Materialization.Ephemeral))
                .toList();
    }
}
