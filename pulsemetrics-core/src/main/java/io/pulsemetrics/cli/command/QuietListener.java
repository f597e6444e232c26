package io.pulsemetrics.cli.command;

import io.pulsemetrics.cli.RunReport;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;

/** Tells nothing of a run but what went wrong. */
record QuietListener(Terminal terminal, String command) implements RunListener {
    @Override
    public void runFinished(RunResult result) {
        new RunReport(terminal, command).printProblems(result);
    }
}
