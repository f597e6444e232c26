package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.select.Selector;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pulse show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "Prints rows that a model would have, over what is published, without building it.",
        description = {"", "Of a seed and of --inline, the rows as they are."})
final class ShowCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final RenderSettings settings = new RenderSettings();

    @Mixin
    private final DeferOptions defer = new DeferOptions();

    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "Its name.")
    private @Nullable String model;

    @Option(
            names = {"-s", "--select"},
            paramLabel = "MODEL",
            description = "The same.")
    private @Nullable String select;

    @Option(names = "--inline", paramLabel = "QUERY", description = "A query instead of a model.")
    private @Nullable String inline;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many rows at most; -1 for all; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = {"--format", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            converter = RowFormat.Converter.class,
            description = "table, csv or json (an array of objects); default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RowFormat format;

    @Override
    public void run() {
        var name = model == null ? select : model;
        if ((name == null) == (inline == null)) {
            throw new ParameterException(spec.commandLine(), "Say which model, or give a query with --inline");
        }
        try (var database = connection.openExisting()) {
            var source = database.dataSource();
            print(source, name == null ? String.valueOf(inline) : query(source, name));
        }
    }

    private String query(DataSource source, String name) {
        var invocation = Invocation.of(spec);
        var project = invocation.project();
        var runner = ModelRunner.of(project, source)
                .with(defer.applyTo(settings.options(project), connection)
                        .withAsOf(settings.asOf().orElseGet(() -> invocation.lookingTo(source))));
        var selected = Selector.select(name).in(project);
        if (selected.size() != 1) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    "selector '" + name + "'",
                    "selects %d models, and one is shown".formatted(selected.size()),
                    "Name one");
        }
        var node = runner.compile(selected).getFirst();
        return node.node().relation() instanceof Seed<?>
                ? "select * from " + node.name().toName()
                : node.select();
    }

    private void print(DataSource source, String query) {
        var statement = limit < 0 ? query : "select * from (\n%s\n) as shown limit %d".formatted(query, limit);
        try (var opened = source.getConnection()) {
            opened.setReadOnly(true);
            opened.setAutoCommit(false);
            try (var prepared = opened.createStatement()) {
                prepared.setEscapeProcessing(false);
                try (var rows = prepared.executeQuery(statement)) {
                    format.print(rows, spec.commandLine().getOut());
                }
            }
            opened.rollback();
        } catch (SQLException e) {
            throw StatementProblem.of("show", e, statement);
        }
        spec.commandLine().getOut().flush();
    }
}
