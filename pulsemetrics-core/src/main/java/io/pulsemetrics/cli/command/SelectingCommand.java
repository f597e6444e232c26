package io.pulsemetrics.cli.command;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selection;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import java.util.Optional;
import javax.sql.DataSource;
import picocli.CommandLine.Mixin;

/** What the commands that select nodes of a target have in common. */
abstract class SelectingCommand extends ArtifactCommand {
    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    /** What the options say, but for the default of the as-of instant and who is told. */
    abstract RunOptions options(Project project);

    /**
     * What was typed, as far as it can be understood before anything connects.
     *
     * @param selection empty if it compares with what is there
     */
    record Asked(Project project, RunOptions options, Optional<Selection> selection) {}

    /** Reads what was typed; what is wrong with it is told now. */
    final Asked asked() {
        var project = invocation().project();
        var options = options(project);
        return new Asked(
                project,
                options,
                selector().compares() ? Optional.empty() : Optional.of(selected(SelectionContext.of(project))));
    }

    final Selector selector() {
        return selection.selector();
    }

    /** A runner of what was asked. */
    final ModelRunner runner(Asked asked, DataSource source) {
        return ModelRunner.of(asked.project(), source)
                .with(invocation().clock())
                .with(told(asked.options(), source));
    }

    /** What is selected, compared with the ledger of the target. */
    final Selection selected(Asked asked, ModelRunner runner) {
        return asked.selection().orElseGet(() -> selected(runner.selectionContext()));
    }

    private Selection selected(SelectionContext context) {
        return selector()
                .resolve(selection.comparing(context.withSelectors(invocation().selectors())));
    }
}
