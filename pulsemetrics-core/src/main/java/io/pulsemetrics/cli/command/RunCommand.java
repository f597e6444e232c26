package io.pulsemetrics.cli.command;

import io.pulsemetrics.model.Model;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pulse run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "As build, without seeds: they stay as they were published.",
        description = {
            "",
            "The checks of the models are asked, too: nothing is published that did not pass. To look at rows without publishing,"
                    + " use show."
        },
        footer = {"run --select fct_orders+ --full-refresh", "run --vars least_signups=5 --as-of 2026-06-30"})
final class RunCommand extends ModelCommand implements Callable<Integer> {
    @Mixin
    private final PlanOption plan = new PlanOption();

    @Override
    public Integer call() {
        return run(node -> node.relation() instanceof Model<?>, "model", plan);
    }
}
