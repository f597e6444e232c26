package io.pulsemetrics.cli.command;

import static io.pulsemetrics.cli.TextTable.Column.left;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.cli.TextTable;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.Due;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Explanation.Explained;
import java.io.PrintWriter;
import java.util.List;

/** A plan as people read it: a line for each relation, then whom it touches, then what is different in the SQL. */
record PlanText(Terminal terminal, PrintWriter out) {

    void print(Explanation plan) {
        var table =
                new TextTable(out, List.of(left("relation"), left("kind"), left("why"), left("checks"), left("how")));
        plan.nodes()
                .forEach(it -> table.row(
                        it.node().name().toString(),
                        it.node().kind().toString(),
                        plan.plan()
                                .due(it.node().name())
                                .map(Due::toString)
                                .orElse(it.reason().toString()),
                        Integer.toString(it.node().node().checks().size()),
                        how(it)));
        table.end();
        plan.nodes().forEach(this::printIntervals);
        plan.skipped()
                .forEach(skipped -> skipped.behind()
                        .ifPresent(leader -> terminal.println(terminal.doubtful(
                                "%s is not built and stays behind %s".formatted(skipped.name(), leader)))));
        plan.dependents().forEach(dependent -> terminal.println(describe(dependent)));
        plan.breaks().forEach(broken -> terminal.println(terminal.bad("breaks: " + broken)));
        plan.nodes().forEach(this::printDifference);
        int built = plan.nodes().size();
        terminal.println("%d of %d relations would be built; %d left as they are"
                .formatted(built, built + plan.skipped().size(), plan.skipped().size()));
    }

    private static String how(Explained node) {
        if (!node.node().isPublished()) {
            return "inside its readers";
        }
        if (node.node().increment().isEmpty()) {
            return "built anew";
        }
        if (node.node().coverage().isEmpty()) {
            return "brought up to date";
        }
        if (node.intervals().isEmpty()) {
            return "nothing is missing";
        }
        var batches = counted(node.intervals().size(), "batch", "batches");
        return node.node().node().config().materialization() instanceof Incremental incremental
                        && incremental.strategy() instanceof Incremental.ByInterval interval
                        && node.intervals().stream()
                                .allMatch(range -> range.from().isPresent())
                ? "%s in %s".formatted(intervals(node.intervals(), interval.grain()), batches)
                : batches;
    }

    private static String intervals(List<TimeRange> ranges, Grain grain) {
        int count = ranges.stream()
                .mapToInt(range -> grain.count(range.from().orElseThrow(), range.to()))
                .sum();
        var word = Ascii.toLowerCase(grain.name());
        return counted(count, word, word + "s");
    }

    private static String counted(int number, String one, String several) {
        return "%,d %s".formatted(number, number == 1 ? one : several);
    }

    private void printIntervals(Explained node) {
        node.intervals()
                .forEach(range ->
                        terminal.println("%s computes %s".formatted(node.node().name(), words(range))));
    }

    private static String words(TimeRange range) {
        return range.from()
                .map(from -> "%s to %s".formatted(from, range.to()))
                .orElse("everything before " + range.to());
    }

    /** What becomes of something that depends on what is replaced. */
    static String describe(Dependent dependent) {
        return switch (dependent) {
            case Dependent.RepointedView view -> "view %s would be re-pointed".formatted(view.view());
            case Dependent.RecreatedView it ->
                "materialized view %s would be computed anew, since it reads %s"
                        .formatted(
                                it.view().name(),
                                it.reads().stream().map(RelationName::toString).collect(joining(", ")));
            case Dependent.ReboundFunction it -> "%s would be bound to the new relation".formatted(it.function());
            case Dependent.Survivor survivor -> "%s %s stays as it is".formatted(survivor.kind(), survivor.relation());
            case Dependent.Refused refused -> "refused: " + refused.object() + " depends on " + refused.on();
        };
    }

    private void printDifference(Explained node) {
        node.difference().forEach(line -> terminal.println(colored(line)));
    }

    private String colored(String line) {
        return line.startsWith("+") ? terminal.good(line) : line.startsWith("-") ? terminal.bad(line) : line;
    }
}
