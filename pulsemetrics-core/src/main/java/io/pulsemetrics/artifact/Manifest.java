package io.pulsemetrics.artifact;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The project in dbt's manifest schema, version 12: models, seeds, sources and checks, with what depends on what. A node's checksum is
 * its {@link Fingerprint}, so that a kept manifest serves {@code state:modified}.
 */
final class Manifest {
    private final Project project;
    private final ArtifactContext context;
    private final UniqueIds ids;
    private final ImmutableMap<RelationName, String> compiled;

    /** @param compiled the SQL of nodes, as far as it is known */
    Manifest(Project project, ArtifactContext context, List<PlannedNode> compiled) {
        this.project = project;
        this.context = context;
        this.ids = new UniqueIds(context.projectName());
        this.compiled = compiled.stream().collect(toImmutableMap(PlannedNode::name, PlannedNode::select));
    }

    Map<String, @Nullable Object> json() {
        var nodes = new LinkedHashMap<String, @Nullable Object>();
        var parents = new LinkedHashMap<String, List<String>>();
        var sources = new LinkedHashMap<String, @Nullable Object>();
        project.sources().forEach((name, table) -> {
            sources.put(ids.source(name), source(name, table));
            parents.put(ids.source(name), List.of());
        });
        for (var node : project.nodes()) {
            nodes.put(ids.of(node), node(node));
            parents.put(ids.of(node), dependencies(node));
        }
        for (var node : project.nodes()) {
            node.checks().forEach(check -> check(CheckedRelation.of(ids, node), check, nodes, parents));
        }
        for (var source : project.declaredSources()) {
            source.checks().forEach(check -> check(CheckedRelation.of(ids, source), check, nodes, parents));
        }
        var manifest = new LinkedHashMap<String, @Nullable Object>();
        var metadata = context.metadata("manifest/v12");
        metadata.put("project_name", context.projectName());
        metadata.put("adapter_type", "postgres");
        manifest.put("metadata", metadata);
        manifest.put("nodes", nodes);
        manifest.put("sources", sources);
        for (var empty : List.of("macros", "docs", "exposures", "metrics", "groups", "selectors", "disabled")) {
            manifest.put(empty, ImmutableMap.of());
        }
        manifest.put("parent_map", parents);
        manifest.put("child_map", children(parents));
        for (var empty : List.of("group_map", "saved_queries", "semantic_models", "unit_tests")) {
            manifest.put(empty, ImmutableMap.of());
        }
        return manifest;
    }

    private static Map<String, List<String>> children(Map<String, List<String>> parents) {
        var children = new LinkedHashMap<String, List<String>>();
        parents.keySet().forEach(id -> children.put(id, new ArrayList<>()));
        parents.forEach((child, above) -> above.forEach(parent ->
                children.computeIfAbsent(parent, id -> new ArrayList<>()).add(child)));
        return children;
    }

    private ImmutableList<String> dependencies(Node node) {
        return node.dependencies().stream().map(ids::of).collect(ImmutableList.toImmutableList());
    }

    /** What every resource has. */
    private Map<String, @Nullable Object> resource(String id, String type, RelationName name, List<String> path) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("database", context.database());
        fields.put("schema", name.schema());
        fields.put("name", name.name());
        fields.put("resource_type", type);
        fields.put("package_name", context.projectName());
        fields.put("path", String.join("/", path) + ".java");
        fields.put("original_file_path", String.join("/", path) + ".java");
        fields.put("unique_id", id);
        fields.put(
                "fqn",
                ImmutableList.builder()
                        .add(context.projectName())
                        .addAll(path.subList(0, path.size() - 1))
                        .add(name.name())
                        .build());
        return fields;
    }

    private static List<String> path(Class<?> declared) {
        return Splitter.on('.').splitToList(declared.getName().replaceAll("\\$.*", ""));
    }

    /** What checks belong to. */
    private record CheckedRelation(
            String id,
            RelationName name,
            Class<?> declared,
            List<Map<String, String>> refs,
            List<List<String>> sources) {
        static CheckedRelation of(UniqueIds ids, Node node) {
            var name = node.name();
            return new CheckedRelation(
                    ids.of(node),
                    name,
                    node.relation().declaringClass(),
                    List.of(Map.of("name", name.name())),
                    List.of());
        }

        static CheckedRelation of(UniqueIds ids, Source source) {
            var name = source.name();
            return new CheckedRelation(
                    ids.source(name),
                    name,
                    source.table().getClass(),
                    List.of(),
                    List.of(List.of(name.schema(), name.name())));
        }
    }

    private Map<String, @Nullable Object> node(Node node) {
        boolean seed = node.relation() instanceof Seed<?>;
        var fields = resource(
                ids.of(node),
                seed ? "seed" : "model",
                node.name(),
                path(node.relation().declaringClass()));
        fields.put("alias", node.name().name());
        fields.put("checksum", ImmutableMap.of("name", "sha256", "checksum", Fingerprint.of(node)));
        fields.put(
                "config",
                ImmutableMap.of(
                        "enabled",
                        true,
                        "schema",
                        node.name().schema(),
                        "materialized",
                        seed ? "seed" : node.config().materialization().label(),
                        "tags",
                        node.config().tags(),
                        "meta",
                        ImmutableMap.of("layer", node.layer().name())));
        fields.put("tags", node.config().tags());
        fields.put("description", node.config().description());
        fields.put("columns", columns(node.relation().columns()));
        fields.put("meta", ImmutableMap.of("layer", node.layer().name()));
        fields.put("relation_name", node.name().toName().toString());
        fields.put("raw_code", compiled.getOrDefault(node.name(), ""));
        if (seed) {
            fields.put("depends_on", ImmutableMap.of("macros", List.of()));
        } else {
            fields.put("language", "sql");
            fields.put("refs", refs(node));
            fields.put("sources", sources(node));
            fields.put("depends_on", ImmutableMap.of("macros", List.of(), "nodes", dependencies(node)));
            fields.put("compiled", compiled.containsKey(node.name()));
            fields.put("compiled_code", compiled.get(node.name()));
            fields.put("contract", ImmutableMap.of("enforced", true));
            fields.put(
                    "primary_key",
                    node.relation().primaryKey().stream().map(Named::getName).toList());
        }
        return fields;
    }

    private static List<Map<String, String>> refs(Node node) {
        return node.dependencies().stream()
                .filter(dependency -> !(dependency instanceof Dependency.OnSource))
                .map(dependency -> Map.of("name", dependency.name().name()))
                .toList();
    }

    private static List<List<String>> sources(Node node) {
        return node.dependencies().stream()
                .filter(Dependency.OnSource.class::isInstance)
                .map(dependency ->
                        List.of(dependency.name().schema(), dependency.name().name()))
                .toList();
    }

    private static Map<String, Object> columns(List<? extends Field<?>> columns) {
        var fields = new LinkedHashMap<String, Object>();
        for (var column : columns) {
            fields.put(
                    column.getName(),
                    ImmutableMap.of(
                            "name",
                            column.getName(),
                            "description",
                            column instanceof Column<?> declared ? declared.description() : "",
                            "data_type",
                            ColumnTypes.name(column.getDataType()),
                            "meta",
                            ImmutableMap.of(),
                            "tags",
                            List.of()));
        }
        return fields;
    }

    private Map<String, @Nullable Object> source(RelationName name, Table<?> table) {
        var declared = project.source(name);
        var fields = resource(ids.source(name), "source", name, path(table.getClass()));
        fields.put("source_name", name.schema());
        fields.put("source_description", "");
        fields.put("loader", "");
        fields.put("identifier", name.name());
        fields.put("description", declared.map(Source::description).orElse(Strings.nullToEmpty(table.getComment())));
        declared.flatMap(Source::loadedAt).ifPresent(column -> fields.put("loaded_at_field", column.getName()));
        declared.flatMap(Source::freshness)
                .ifPresent(limits -> fields.put("freshness", SourcesArtifact.criteria(limits)));
        fields.put("columns", columns(List.of(table.fields())));
        fields.put("relation_name", name.toName().toString());
        return fields;
    }

    private void check(
            CheckedRelation of, Check check, Map<String, @Nullable Object> nodes, Map<String, List<String>> parents) {
        var id = ids.check(of.name(), check.name());
        nodes.put(id, check(id, of, check));
        parents.put(id, List.of(of.id()));
    }

    private Map<String, @Nullable Object> check(String id, CheckedRelation of, Check check) {
        var name = UniqueIds.checkName(of.name(), check.name());
        var fields = resource(id, "test", new RelationName(of.name().schema(), name), path(of.declared()));
        var columns = check.columns().stream().map(Named::getName).toList();
        fields.put("alias", name);
        fields.put("checksum", ImmutableMap.of("name", "none", "checksum", ""));
        fields.put(
                "config",
                ImmutableMap.of("severity", check.severity().name().toUpperCase(Locale.ROOT), "materialized", "test"));
        fields.put("language", "sql");
        fields.put("refs", of.refs());
        fields.put("sources", of.sources());
        fields.put("tags", check.options().label().tags());
        fields.put("description", check.options().label().description());
        fields.put("depends_on", ImmutableMap.of("macros", List.of(), "nodes", List.of(of.id())));
        fields.put("column_name", columns.size() == 1 ? columns.getFirst() : null);
        fields.put("attached_node", of.id());
        fields.put(
                "test_metadata",
                ImmutableMap.of(
                        "name", check.type(), "kwargs", ImmutableMap.of("column_name", String.join(", ", columns))));
        return fields;
    }
}
