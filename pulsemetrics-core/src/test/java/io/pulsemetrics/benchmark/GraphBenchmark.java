package io.pulsemetrics.benchmark;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selection;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The operations of the graph, of selectors and of the planner on {@link SyntheticProject}, measured by JMH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields up
public class GraphBenchmark {
    @Param({"1000", "10000"})
    public int models;

    private Project project;
    private SelectionContext context;
    private Node first;
    private Node last;

    @Setup
    public void assemble() {
        project = Project.of(SyntheticProject.withoutClasses(models));
        context = SelectionContext.of(project);
        first = project.nodes().getFirst();
        last = project.nodes().getLast();
    }

    @Benchmark
    public Dag<Node> makeGraph() {
        return Dag.of(
                ImmutableSet.copyOf(project.nodes()), node -> project.graph().parents(node));
    }

    @Benchmark
    public ImmutableSet<Node> ancestorsOfTheLast() {
        return project.graph().ancestors(List.of(last));
    }

    @Benchmark
    public ImmutableSet<Node> descendantsOfTheFirst() {
        return project.graph().descendants(List.of(first));
    }

    @Benchmark
    public Selection selectAll() {
        return Selector.all().resolve(context);
    }

    @Benchmark
    public Selection selectByName() {
        return Selector.select("inline_00042").resolve(context);
    }

    @Benchmark
    public Selection selectByGlob() {
        return Selector.select("inline_0*2").resolve(context);
    }

    @Benchmark
    public Selection selectWithNeighbours() {
        return Selector.select("2+inline_00600+1").resolve(context);
    }

    @Benchmark
    public Selection selectFamilyOfALayerWithoutAnother() {
        return Selector.select("@layer:storey_2").exclude("layer:storey_1").resolve(context);
    }

    @Benchmark
    public Plan plan() {
        return Planner.plan(project, ImmutableSet.copyOf(project.nodes()), ParameterValues.asOf(Instant.EPOCH));
    }
}
