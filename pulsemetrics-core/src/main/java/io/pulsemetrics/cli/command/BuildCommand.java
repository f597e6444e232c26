package io.pulsemetrics.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pulse build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        header = "Builds models and seeds, audits them and publishes them all at once.",
        description = {"", "If a check of severity error fails, nothing is published."},
        footer = {
            "build                                   everything",
            "build --select +dim_users               a model and all that it reads",
            "build --select state:modified+ --exclude tag:slow",
            "build --select result:fail+ --fail-fast         what failed, with its readers",
            "build --publish passing --keep 1                what passed; keeps what it replaced",
            "build --empty                           tries the queries, publishes nothing",
            "build --plan plan.json                  what plan --out has shown",
            "build --defer prod --select dim_users   reads the rest in target prod"
        })
final class BuildCommand extends ModelCommand implements Callable<Integer> {
    @Mixin
    private final PlanOption plan = new PlanOption();

    @Override
    public Integer call() {
        return run(node -> true, "model", plan);
    }
}
