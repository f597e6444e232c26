package io.pulsemetrics.cli.command;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.warehouse.Published;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the commands that publish without building have in common. */
abstract class PublishingCommand extends TargetCommand {
    /**
     * Publishes and tells what was done.
     *
     * @param keep how many sets of replaced relations are kept; null for as many as the project says
     * @param word what happened to the relations
     */
    void publish(@Nullable Integer keep, Function<ModelRunner, Published> work, String word) {
        var publishing = invocation().publishing(keep);
        var project = invocation().project();
        var stopwatch = Stopwatch.createStarted();
        try (var database = connection().openExisting()) {
            var options = RunOptions.defaults()
                    .withTarget(target())
                    .withAsOf(invocation().clock().instant())
                    .withPublishing(publishing);
            var published =
                    work.apply(ModelRunner.of(project, database.dataSource()).with(options));
            var terminal = invocation().terminal();
            List.of(published.created(), published.replaced())
                    .forEach(names -> names.forEach(name -> terminal.println("  " + name)));
            int relations = published.created().size() + published.replaced().size();
            terminal.println(terminal.good("%s %s in one transaction, %s; readers could wait %d ms"
                    .formatted(
                            word,
                            relations == 1 ? "1 relation" : relations + " relations",
                            Show.time(stopwatch.elapsed()),
                            published.locked().toMillis())));
        }
    }
}
