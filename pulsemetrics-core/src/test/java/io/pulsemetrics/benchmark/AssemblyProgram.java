package io.pulsemetrics.benchmark;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What {@link AssemblyBenchmark} measures, in a process of its own. */
public final class AssemblyProgram {
    private final Stopwatch stopwatch = Stopwatch.createStarted();
    private Duration work = Duration.ZERO;

    private AssemblyProgram() {}

    /**
     * Assembles the synthetic project, adds up the origins of its columns, selects all of it by its graph, plans all that, and prints what {@code ls} prints. How long each took is told on standard error.
     */
    public static void run(Supplier<List<Model<?>>> classes) {
        System.exit(new AssemblyProgram().phases(classes));
    }

    private int phases(Supplier<List<Model<?>>> classes) {
        tell("start of the JVM");
        var models = classes.get();
        tell("%,d models as classes".formatted(models.size()));
        var all = SyntheticProject.of(models);
        tell("%,d models without".formatted(all.size() - models.size()));
        var project = Project.of(all);
        tell("assembly");
        var selection = Selector.select("@layer:storey_*").resolve(SelectionContext.of(project));
        tell("selection of %,d nodes".formatted(selection.nodes().size()));
        var plan = Planner.plan(project, selection.nodes(), ParameterValues.asOf(Instant.EPOCH));
        tell("plan of %,d nodes".formatted(plan.nodes().size()));
        tell("lineage, %,d origins".formatted(origins(project)));
        int code = PulseCommand.of(project).run("ls");
        tell("ls");
        return code;
    }

    private static long origins(Project project) {
        return project.nodes().stream()
                .flatMap(node -> node.lineage().stream())
                .map(Lineage::columns)
                .flatMap(List::stream)
                .mapToLong(column -> column.origins().size())
                .sum();
    }

    private void tell(String phase) {
        var now = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.err.printf(
                Locale.ROOT,
                "%-28s %6d ms, %6d ms of the cores%n",
                phase,
                stopwatch.elapsed(TimeUnit.MILLISECONDS),
                now.minus(work).toMillis());
        work = now;
        stopwatch.reset().start();
    }
}
