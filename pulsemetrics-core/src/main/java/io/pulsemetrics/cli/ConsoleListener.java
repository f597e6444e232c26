package io.pulsemetrics.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Strings;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.SourceResult;
import io.pulsemetrics.warehouse.Published;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells a person how a run goes: a line for each finished node, {@code 12 of 23  analytics.dim_users  table  10,000 rows
 * 0.41 s}, below them on a terminal what is being built, and at the end what deserves attention: failures and warnings once
 * more with sample rows, what was skipped and why, the command to run again, and which nodes took longest.
 *
 * <p>For one run at a time.
 */
public final class ConsoleListener implements RunListener {
    private final Terminal terminal;
    private final String command;
    private final Set<RelationName> running = new LinkedHashSet<>();
    private int total;
    private int finished;
    private int nameWidth;

    /**
     * @param command what the user types to build everything again, such as {@code ./pulse build}; a selection can follow it
     *     as {@code --select ..}
     */
    public ConsoleListener(Terminal terminal, String command) {
        this.terminal = requireNonNull(terminal);
        this.command = requireNonNull(command);
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        running.clear();
        finished = 0;
        total = plan.nodes().size();
        nameWidth = plan.nodes().stream()
                .mapToInt(node -> node.name().toString().length())
                .max()
                .orElse(0);
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
        running.add(node.name());
        showStatus();
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
        terminal.println(line(result));
        showStatus();
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
        new RunReport(terminal, command).print(result);
    }

    private void showStatus() {
        if (running.isEmpty()) {
            terminal.clearStatus();
            return;
        }
        terminal.status("%d of %d  building %s"
                .formatted(
                        finished,
                        total,
                        running.stream().map(RelationName::toString).collect(joining(", "))));
    }

    private String line(NodeResult node) {
        var count = Strings.padStart(
                Integer.toString(finished), Integer.toString(total).length(), ' ');
        var name = Strings.padEnd(node.name().toString(), nameWidth, ' ');
        var text = "  %s of %d  %s  ".formatted(count, total, name);
        return switch (node.status()) {
            case PUBLISHED, PASSED -> terminal.fit(text + built(node));
            case CHECK_FAILED, ERROR -> terminal.bad(terminal.fit(text + "FAILED  " + firstLine(node)));
            case SKIPPED -> terminal.doubtful(terminal.fit(text + firstLine(node)));
        };
    }

    private static String built(NodeResult node) {
        boolean counted = node.kind() != RelationKind.VIEW || !node.checks().isEmpty();
        long warnings = node.violated().size();
        return Strings.padEnd(node.kind().toString(), 5, ' ')
                + Strings.padStart(counted ? Show.rows(node.rows()) : "", 16, ' ')
                + Strings.padStart(Show.time(node.duration()), 10, ' ')
                + (warnings == 0 ? "" : warnings == 1 ? "  1 warning" : "  " + warnings + " warnings");
    }

    private static String firstLine(NodeResult node) {
        return node.message().orElse("").lines().findFirst().orElse("");
    }
}
