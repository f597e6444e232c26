package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pulse show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "Prints rows that a model would have, over what is published, without building it.",
        description = {"", "Of a seed and of --inline, the rows as they are."},
        footer = {
            "show dim_users --limit 20",
            "show dim_users --defer prod             reads what is not built in target prod",
            "show --inline \"select count(*) from analytics.dim_users\""
        })
final class ShowCommand extends TargetCommand implements Runnable {
    @Mixin
    private final QueryOptions options = new QueryOptions();

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
        invocation().refuseIf((name == null) == (inline == null), "Say which model, or give a query with --inline");
        var project = invocation().project();
        var asked = options.options(invocation(), connection(), project);
        var node = name == null ? null : node(project, name);
        try (var database = connection().openExisting()) {
            var source = database.dataSource();
            print(source, node == null ? String.valueOf(inline) : query(source, asked, node), whereMissing(node));
        }
    }

    private static Node node(Project project, String name) {
        var selected = Selector.select(name).in(project);
        if (selected.size() != 1) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    "selector '" + name + "'",
                    "selects %d models, and one is shown".formatted(selected.size()),
                    "Name one");
        }
        return selected.iterator().next();
    }

    private String query(DataSource source, RunOptions asked, Node node) {
        if (node.relation() instanceof Seed<?>) {
            return "select * from " + node.name().toName();
        }
        var dated =
                asked.asOf().isPresent() ? asked : asked.withAsOf(invocation().lookingTo(source));
        return ModelRunner.of(invocation().project(), source)
                .with(dated)
                .compile(ImmutableSet.of(node))
                .getFirst()
                .select();
    }

    private String whereMissing(@Nullable Node node) {
        return node == null
                ? SqlCommand.whatIsThere(connection().command("sql"))
                : "Build what it reads first: %s --select +%s"
                        .formatted(connection().command("build"), node.name().name());
    }

    private void print(DataSource source, String query, String whereMissing) {
        var statement = limit < 0 ? query : "select * from (\n%s\n) as shown limit %d".formatted(query, limit);
        try (var opened = source.getConnection()) {
            opened.setReadOnly(true);
            opened.setAutoCommit(false);
            try (var prepared = opened.createStatement()) {
                prepared.setEscapeProcessing(false);
                try (var rows = prepared.executeQuery(statement)) {
                    format.print(rows, invocation().out());
                }
            }
            opened.rollback();
        } catch (SQLException e) {
            throw StatementProblem.of("show", e, statement, whereMissing);
        }
        invocation().out().flush();
    }
}
