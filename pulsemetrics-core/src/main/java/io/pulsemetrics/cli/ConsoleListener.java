package io.pulsemetrics.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceResult;
import io.pulsemetrics.warehouse.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person how a run goes: a line for each finished node, {@code 12 of 23  analytics.dim_users  table  10,000 rows
 * 0.41 s}, below them on a terminal what is being built and for how long, elsewhere a line now and then while nothing else is told, and at
 * the end what deserves attention; see {@link RunReport}.
 *
 * <p>For one run at a time.
 */
public final class ConsoleListener implements RunListener {
    private static final int BAR_WIDTH = 20;
    private static final int MOST_SHOWN = 6;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final RunReport report;
    private final Ticker ticker;
    private final Map<RelationName, Stopwatch> running = new LinkedHashMap<>();
    private Stopwatch total;
    private Stopwatch silence;
    private @Nullable Plan plan;
    private int finished;
    private NodeLine line = new NodeLine(0, 0);

    /**
     * @param command what the user types to build everything again, such as {@code ./pulse build}; a selection can follow it as {@code
     *     --select ..}
     */
    public ConsoleListener(Terminal terminal, String command) {
        this(terminal, new RunReport(terminal, Rerun.of(command)), Ticker.systemTicker());
    }

    /** @param report tells the end of the run */
    public ConsoleListener(Terminal terminal, RunReport report) {
        this(terminal, report, Ticker.systemTicker());
    }

    ConsoleListener(Terminal terminal, RunReport report, Ticker ticker) {
        this.terminal = requireNonNull(terminal);
        this.report = requireNonNull(report);
        this.ticker = ticker;
        this.total = Stopwatch.createUnstarted(ticker);
        this.silence = Stopwatch.createUnstarted(ticker);
    }

    @Override
    public void runStarted(String runId, Plan planned) {
        running.clear();
        finished = 0;
        plan = planned;
        total = Stopwatch.createStarted(ticker);
        silence = Stopwatch.createStarted(ticker);
        int longest = planned.nodes().stream()
                .mapToInt(node -> node.name().toString().length())
                .max()
                .orElse(0);
        line = new NodeLine(planned.nodes().size(), longest);
    }

    @Override
    public void sourceInspected(SourceResult result) {
        var text = "  source %s  ".formatted(result.name());
        terminal.println(
                result.failed()
                        ? terminal.bad(terminal.fit(text + "FAILED"))
                        : terminal.fit(text
                                + (result.checks().size() == 1
                                        ? "1 check"
                                        : result.checks().size() + " checks")
                                + result.freshness()
                                        .map(found -> "; " + found.message())
                                        .orElse("")));
    }

    @Override
    public void nodeStarted(PlannedNode node) {
        running.put(node.name(), Stopwatch.createStarted(ticker));
        showStatus();
    }

    @Override
    public void stillRunning() {
        if (terminal.isLive()) {
            showStatus();
        } else if (silence.elapsed().compareTo(SILENCE) >= 0) {
            tell("  .. %s: %d of %d, building %s"
                    .formatted(
                            Show.time(total.elapsed()),
                            finished,
                            line.total(),
                            running.entrySet().stream()
                                    .map(it -> "%s (%s)"
                                            .formatted(
                                                    it.getKey(),
                                                    Show.time(it.getValue().elapsed())))
                                    .collect(joining(", "))));
        }
    }

    @Override
    public void nodeRetried(PlannedNode node, int retry, String reason) {
        terminal.println(terminal.doubtful(terminal.fit(
                "  again, %d: %s".formatted(retry, reason.lines().findFirst().orElse("")))));
        showStatus();
    }

    @Override
    public void nodeFinished(NodeResult result) {
        running.remove(result.name());
        finished++;
        tell(line.of(terminal, finished, result));
        showStatus();
    }

    private void tell(String text) {
        terminal.println(text);
        silence = Stopwatch.createStarted(ticker);
    }

    @Override
    public void publishStarted() {
        terminal.status("publishing");
    }

    @Override
    public void publishFinished(Published published) {
        terminal.clearStatus();
    }

    @Override
    public void runFinished(RunResult result) {
        terminal.clearStatus();
        report.print(result, requireNonNull(plan, "the run has begun"));
    }

    private void showStatus() {
        if (running.isEmpty()) {
            terminal.clearStatus();
            return;
        }
        var lines = new ArrayList<String>();
        lines.add("%s %d of %d  %s".formatted(bar(), finished, line.total(), Show.time(total.elapsed())));
        running.entrySet().stream()
                .limit(MOST_SHOWN)
                .forEach(it -> lines.add("  building %s  %s"
                        .formatted(it.getKey(), Show.time(it.getValue().elapsed()))));
        if (running.size() > MOST_SHOWN) {
            lines.add("  and %d more".formatted(running.size() - MOST_SHOWN));
        }
        terminal.status(lines);
    }

    private String bar() {
        int done = line.total() == 0 ? 0 : BAR_WIDTH * finished / line.total();
        return "[" + "#".repeat(done) + "-".repeat(BAR_WIDTH - done) + "]";
    }
}
