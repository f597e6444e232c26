package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.SelectedCheck;
import io.pulsemetrics.select.Selection;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.state.LedgerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pulse ls}. */
@Command(
        name = "ls",
        aliases = "list",
        mixinStandardHelpOptions = true,
        header = "Lists what is selected, parents before children.",
        description = {
            "",
            "A database is asked only where the selection compares (state:, result:). Checks are listed with --resource-type"
                    + " check, or where nothing else is selected."
        },
        footer = {
            "ls --select source:raw.users+                   what lies behind a source",
            "ls --select @dim_users --output json",
            "ls --resource-type check --select dim_users"
        })
final class LsCommand extends TargetCommand implements Runnable {
    @Mixin
    private final SelectionOptions selection = new SelectionOptions();

    @Option(
            names = "--resource-type",
            paramLabel = "TYPE",
            split = ",",
            description = "Only these: model, seed, source, check.")
    private final List<ResourceType> types = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "name",
            description = "name, path (the declaring class) or json (an object a line); default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Output output;

    enum ResourceType {
        MODEL,
        SEED,
        SOURCE,
        CHECK
    }

    enum Output {
        NAME,
        PATH,
        JSON
    }

    /** A line of the list. */
    private record Resource(ResourceType type, String name, String path, Supplier<Map<String, Object>> fields) {}

    /** Written at once: a large project has many lines. */
    @Override
    public void run() {
        var invocation = invocation();
        var project = invocation.project();
        var lines = new StringBuilder();
        for (var resource : resources(project, resolve(project))) {
            lines.append(line(resource)).append(System.lineSeparator());
        }
        invocation.out().print(lines);
        invocation.out().flush();
    }

    private Selection resolve(Project project) {
        var context = SelectionContext.of(project)
                .withSelectors(invocation().selectors())
                .withState(() -> state(project))
                .withNewest(() -> newest(project));
        return selection.selector().resolve(selection.comparing(context));
    }

    private LedgerState state(Project project) {
        try (var database = connection().openExisting()) {
            return runner(project, database).state();
        }
    }

    private Map<RelationName, Instant> newest(Project project) {
        try (var database = connection().openExisting()) {
            return runner(project, database).newest();
        }
    }

    private ModelRunner runner(Project project, Database database) {
        return ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults().withTarget(target()));
    }

    private ImmutableList<Resource> resources(Project project, Selection selection) {
        var shown = shown(selection);
        var resources = ImmutableList.<Resource>builder();
        if (shown.contains(ResourceType.SOURCE)) {
            selection.sources().forEach(source -> resources.add(source(source)));
        }
        selection.nodes().stream()
                .filter(node -> shown.contains(type(node)))
                .forEach(node -> resources.add(resource(project, node)));
        if (shown.contains(ResourceType.CHECK)) {
            selection.checks().forEach(check -> resources.add(check(check)));
        }
        return resources.build();
    }

    /** Checks are many: they are shown where nothing else is selected, and to those who ask for them. */
    private Collection<ResourceType> shown(Selection selection) {
        if (!types.isEmpty()) {
            return types;
        }
        return selection.nodes().isEmpty() && selection.sources().isEmpty()
                ? List.of(ResourceType.CHECK)
                : List.of(ResourceType.MODEL, ResourceType.SEED, ResourceType.SOURCE);
    }

    private static ResourceType type(Node node) {
        return node.relation() instanceof Seed<?> ? ResourceType.SEED : ResourceType.MODEL;
    }

    private static Resource source(RelationName source) {
        return new Resource(ResourceType.SOURCE, "source:" + source, source.toString(), Map::of);
    }

    private static Resource check(SelectedCheck check) {
        return new Resource(
                ResourceType.CHECK,
                check.toString(),
                check.relation().toString(),
                () -> Map.of("check_type", check.check().type()));
    }

    private static Resource resource(Project project, Node node) {
        return new Resource(
                type(node),
                node.name().toString(),
                node.relation().declaringClass().getName(),
                () -> fields(project, node));
    }

    private static Map<String, Object> fields(Project project, Node node) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("layer", node.layer().name());
        fields.put("materialized", node.config().materialization().label());
        fields.put("tags", node.config().tags());
        fields.put(
                "depends_on",
                node.dependencies().stream()
                        .map(dependency -> project.published(dependency.name()).toString())
                        .toList());
        return fields;
    }

    private String line(Resource resource) {
        return switch (output) {
            case NAME -> resource.name();
            case PATH -> resource.path();
            case JSON -> {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("resource_type", Root.word(resource.type()));
                fields.put("name", resource.name());
                fields.put("path", resource.path());
                fields.putAll(resource.fields().get());
                yield Json.write(fields);
            }
        };
    }
}
