package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.plan.Reduction;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;

/** What the commands that run nodes have in common. */
abstract class ModelCommand extends SelectingCommand {
    @Mixin
    private final QueryOptions query = new QueryOptions();

    @Mixin
    private final RunningOptions running = new RunningOptions();

    @Mixin
    private final ChangedOption changed = new ChangedOption();

    @Override
    RunOptions options(Project project) {
        return changed.applyTo(running.applyTo(query.options(invocation(), connection(), project), invocation()));
    }

    /** Runs those of the selected nodes, or what a plan says if one was given; the exit code. */
    final int run(Predicate<Node> kind, String what, PlanOption plan) {
        var saved = plan.read(invocation());
        return saved.isPresent() ? run(saved.get(), kind, what) : run(kind, what);
    }

    private int run(SavedPlan saved, Predicate<Node> kind, String what) {
        var project = invocation().project();
        var options = running.applyTo(saved.asked().options(invocation(), project), invocation());
        var nodes = saved.nodes(project);
        invocation()
                .refuseIf(
                        !nodes.stream().allMatch(kind),
                        "%s builds more than %ss: use build --plan".formatted(saved.file(), what));
        try (var database = connection().openExisting()) {
            var source = database.dataSource();
            var told = told(options, source);
            var runner =
                    ModelRunner.of(project, source).with(invocation().clock()).with(told);
            var plan = runner.plan(nodes);
            saved.requireSame(runner.explain(plan));
            tell(nodes.size(), what, told);
            return run(project, source, told, it -> it.run(plan));
        }
    }

    /** Runs those of the selected nodes; the exit code. */
    final int run(Predicate<Node> kind, String what) {
        var asked = asked();
        asked.selection().ifPresent(selection -> requireTimes(asked.options(), of(kind, selection.nodes())));
        try (var database = connection().openExisting()) {
            var source = database.dataSource();
            var options = told(asked.options(), source);
            var runner = ModelRunner.of(asked.project(), source)
                    .with(invocation().clock())
                    .with(options);
            var nodes = of(kind, selected(asked, runner).nodes());
            if (nodes.isEmpty() && selector().compares()) {
                invocation().terminal().println("Nothing to do: '%s' selects nothing now.".formatted(selector()));
                return 0;
            }
            requireTimes(options, nodes);
            tell(nodes.size(), what, options);
            return run(asked.project(), source, options, it -> it.run(nodes));
        }
    }

    private static ImmutableSet<Node> of(Predicate<Node> kind, Set<Node> nodes) {
        return nodes.stream().filter(kind).collect(toImmutableSet());
    }

    private void tell(int nodes, String what, RunOptions options) {
        if (nodes > 0) {
            var counted = nodes == 1 ? "1 " + what : nodes + " " + what + "s";
            invocation()
                    .terminal()
                    .printWrapped("%s as of %s, target %s, %s"
                            .formatted(
                                    options.reduction()
                                            .map(part -> "try %s on %s".formatted(counted, words(part)))
                                            .orElse("build and audit "
                                                    + (options.changedOnly() ? "what has changed of " : "")
                                                    + counted),
                                    options.asOf().orElseThrow(),
                                    options.target(),
                                    options.threads() == 1 ? "1 thread" : options.threads() + " threads"));
        }
    }

    private static String words(Reduction part) {
        return switch (part) {
            case Reduction.Empty ignored -> "no rows";
            case Reduction.Limit limit -> "at most %s of what they read".formatted(Show.rows(limit.rows()));
            case Reduction.Sample sample ->
                "the last %s of what they read with a time".formatted(Stretch.words(sample.last()));
        };
    }

    /** A sample without anything that has a time would be everything. */
    private static void requireTimes(RunOptions options, Set<Node> nodes) {
        boolean timed = nodes.stream()
                .anyMatch(node -> node.relation() instanceof Model<?> model
                        && !model.timed().isEmpty());
        if (options.reduction().filter(Reduction.Sample.class::isInstance).isPresent() && !timed) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    "--sample",
                    "nothing that is selected reads anything with a time",
                    "Use --limit, or declare the time: source(EVENTS, \"e\", t -> t.AT)");
        }
    }
}
