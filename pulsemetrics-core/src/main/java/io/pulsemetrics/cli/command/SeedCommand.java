package io.pulsemetrics.cli.command;

import io.pulsemetrics.model.Seed;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pulse seed}. */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        header = "As build, with nothing but the seeds among what is selected.",
        footer = {"seed                                    all seeds", "seed --select country_codes"})
final class SeedCommand extends ModelCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return run(node -> node.relation() instanceof Seed<?>, "seed");
    }
}
