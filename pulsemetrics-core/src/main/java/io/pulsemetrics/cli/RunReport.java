package io.pulsemetrics.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.CriticalPath;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.RunResult;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The end of a run in words: what deserves attention comes last, where the eye is. */
public final class RunReport {
    private static final int SLOWEST = 3;

    private final Terminal terminal;
    private final Violations violations;
    private final SourceReport sources;
    private final Rerun rerun;
    private final Optional<Path> compiled;

    /** @param rerun what the user types to run again */
    public RunReport(Terminal terminal, Rerun rerun) {
        this(terminal, rerun, Optional.empty());
    }

    private RunReport(Terminal terminal, Rerun rerun, Optional<Path> compiled) {
        this.terminal = terminal;
        this.violations = new Violations(terminal);
        this.sources = new SourceReport(terminal, rerun);
        this.rerun = rerun;
        this.compiled = compiled;
    }

    /** The same, naming the file of the SQL of what failed: {@code <schema>/<name>.sql} in this directory. */
    public RunReport withSqlIn(Path directory) {
        return new RunReport(terminal, rerun, Optional.of(directory));
    }

    /** Prints everything. */
    public void print(RunResult result, Plan plan) {
        printSlowest(result);
        printCriticalPath(result, plan);
        printWarnings(result);
        printUnchanged(result);
        printPublished(result);
        if (result.reduction().isPresent()) {
            terminal.println("  nothing is published: the models were only tried");
        }
        printTotals(result);
        if (!result.succeeded()) {
            printFailures(result);
        }
    }

    private void printSlowest(RunResult result) {
        if (result.nodes().size() <= SLOWEST) {
            return;
        }
        terminal.printWrapped("  slowest: "
                + result.nodes().values().stream()
                        .sorted(Comparator.comparing(NodeResult::duration).reversed())
                        .limit(SLOWEST)
                        .map(RunReport::timed)
                        .collect(joining(", ")));
    }

    private void printUnchanged(RunResult result) {
        long left = result.nodes().values().stream()
                .filter(node -> node.status() == NodeStatus.UNCHANGED)
                .count();
        if (left > 0) {
            terminal.println("  left %d of %d as they are: unchanged"
                    .formatted(left, result.nodes().size()));
        }
    }

    private void printCriticalPath(RunResult result, Plan plan) {
        var path = CriticalPath.of(plan, result.nodes());
        if (result.nodes().size() > SLOWEST && path.nodes().size() > 1) {
            terminal.printWrapped("  critical path, %s: %s"
                    .formatted(
                            Show.time(path.duration()),
                            path.nodes().stream().map(RunReport::timed).collect(joining(" > "))));
        }
    }

    private static String timed(NodeResult node) {
        return node.name() + " " + Show.time(node.duration());
    }

    private void printTotals(RunResult result) {
        var statuses = result.nodes().values().stream()
                .collect(groupingBy(node -> words(node.status()), LinkedHashMap::new, counting()));
        var checks = result.nodes().values().stream()
                .flatMap(node -> node.checks().stream())
                .toList();
        long failed = checks.stream().filter(CheckResult::failed).count();
        long warned = checks.stream().filter(check -> !check.passed()).count() - failed;
        terminal.printWrapped("  %s: %s; %s: %d passed, %d warned, %d failed; %s"
                .formatted(
                        counted(result.nodes().size(), "relation"),
                        statuses.entrySet().stream()
                                .map(it -> it.getValue() + " " + it.getKey())
                                .collect(joining(", ")),
                        counted(checks.size(), "check"),
                        checks.size() - failed - warned,
                        warned,
                        failed,
                        Show.time(result.duration())));
    }

    private static String counted(int number, String what) {
        return "%,d %s%s".formatted(number, what, number == 1 ? "" : "s");
    }

    private static String words(NodeStatus status) {
        return switch (status) {
            case PUBLISHED -> "published";
            case UNCHANGED -> "unchanged";
            case PASSED -> "passed";
            case CHECK_FAILED, ERROR -> "failed";
            case SKIPPED -> "skipped";
        };
    }

    private void printPublished(RunResult result) {
        result.published()
                .ifPresent(published -> terminal.println(terminal.good("  published %s in %s, %s after the start%s"
                        .formatted(
                                counted(count(result), "relation"),
                                published.transactions() == 1
                                        ? "one transaction"
                                        : published.transactions() + " transactions",
                                Show.time(result.duration()),
                                published.replaced().isEmpty()
                                        ? ""
                                        : "; readers could wait %d ms"
                                                .formatted(published.locked().toMillis())))));
    }

    /** What was brought up to date in place, too. */
    private static int count(RunResult result) {
        return (int) result.nodes().values().stream()
                .filter(node -> node.status() == NodeStatus.PUBLISHED)
                .count();
    }

    private void printWarnings(RunResult result) {
        sources.printWarnings(result);
        var warned = Stream.concat(
                        result.sources().stream().flatMap(source -> source.violated().stream()),
                        result.nodes().values().stream().flatMap(node -> node.violated().stream()))
                .filter(check -> !check.failed())
                .collect(groupingBy(CheckResult::node, LinkedHashMap::new, toList()));
        warned.forEach((relation, checks) -> {
            violations.printHeading(checks.getFirst());
            checks.forEach(violations::print);
            printSql(result.nodes().get(relation));
        });
        if (!warned.isEmpty()) {
            rerun.asking(warned.values().stream().flatMap(List::stream).toList())
                    .ifPresent(command -> terminal.println("  ask again what warned: " + command));
        }
    }

    private void printSql(@Nullable NodeResult node) {
        if (node != null && !node.sql().isEmpty()) {
            compiled.ifPresent(directory -> violations.printSql(
                    directory.resolve(node.name().schema()).resolve(node.name().name() + ".sql")));
        }
    }

    /** Prints warnings and failures alone; nothing if there is neither. */
    public void printProblems(RunResult result) {
        printWarnings(result);
        if (!result.succeeded()) {
            printFailures(result);
        }
    }

    private void printFailures(RunResult result) {
        terminal.println();
        sources.printFailures(result);
        for (var node : result.failures()) {
            terminal.println(terminal.bad("  FAILED   " + node.name()));
            if (node.status() == NodeStatus.ERROR) {
                node.message().orElse("").lines().forEach(line -> terminal.println("           " + line));
            }
            node.violated().stream().filter(CheckResult::failed).forEach(violations::print);
            printSql(node);
        }
        printSkipped(result);
        printNotPublished(result);
        terminal.println();
        terminal.println(result.published()
                .map(published -> "Published %d of %d; what was there of the others is still there, as it was."
                        .formatted(count(result), result.nodes().size()))
                .orElse("Nothing was published: what was there before is still there, as it was."));
        terminal.println("When it is mended, run again: " + rerun.exact());
        sources.printCommands(result);
        if (!result.failures().isEmpty()) {
            terminal.println("Only what failed, with what it reads and what reads it: "
                    + rerun.around(result.failures().stream()
                            .map(node -> node.name().name())
                            .toList()));
        }
    }

    private void printNotPublished(RunResult result) {
        result.nodes().values().stream()
                .filter(node ->
                        node.status() == NodeStatus.PASSED && node.message().isPresent())
                .forEach(node -> {
                    terminal.println(terminal.doubtful("  PASSED   %s, but was not published:".formatted(node.name())));
                    node.message().orElseThrow().lines().forEach(line -> terminal.println("           " + line));
                });
    }

    /** A line for each cause: it names everything that fell away with it. */
    private void printSkipped(RunResult result) {
        var byCause = result.nodes().values().stream()
                .filter(node -> node.status() == NodeStatus.SKIPPED)
                .collect(groupingBy(RunReport::cause, LinkedHashMap::new, toList()));
        byCause.forEach((cause, nodes) -> terminal.println(terminal.doubtful("  SKIPPED  %s, %s: %s"
                .formatted(
                        nodes.size() == 1 ? "1 model" : nodes.size() + " models",
                        cause,
                        nodes.stream().map(node -> node.name().toString()).collect(joining(", "))))));
    }

    private static String cause(NodeResult node) {
        return node.message().orElse("").replaceFirst("^skipped, ", "");
    }
}
