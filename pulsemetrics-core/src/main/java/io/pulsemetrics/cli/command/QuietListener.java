package io.pulsemetrics.cli.command;

import io.pulsemetrics.cli.RunReport;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunResult;

/** Tells nothing of a run but what went wrong. */
record QuietListener(RunReport report) implements RunListener {
    @Override
    public void runFinished(RunResult result) {
        report.printProblems(result);
    }
}
