package io.pulsemetrics.artifact;

import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.CatalogTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the database says of the project's relations and sources, in dbt's catalog schema, version 1. */
final class CatalogArtifact {
    private final Project project;
    private final ArtifactContext context;
    private final UniqueIds ids;

    CatalogArtifact(Project project, ArtifactContext context) {
        this.project = project;
        this.context = context;
        this.ids = new UniqueIds(context.projectName());
    }

    Map<String, @Nullable Object> json(List<CatalogTable> tables) {
        var nodes = new LinkedHashMap<String, Object>();
        var sources = new LinkedHashMap<String, Object>();
        for (var table : tables) {
            project.find(table.name()).ifPresent(node -> nodes.put(ids.of(node), table(table, ids.of(node))));
            if (project.sources().containsKey(table.name())) {
                var id = ids.source(table.name());
                sources.put(id, table(table, id));
            }
        }
        var catalog = new LinkedHashMap<String, @Nullable Object>();
        catalog.put("metadata", context.metadata("catalog/v1"));
        catalog.put("nodes", nodes);
        catalog.put("sources", sources);
        catalog.put("errors", null);
        return catalog;
    }

    private Map<String, @Nullable Object> table(CatalogTable table, String id) {
        var metadata = new LinkedHashMap<String, @Nullable Object>();
        metadata.put(
                "type",
                "table".equals(table.kind().toString())
                        ? "BASE TABLE"
                        : table.kind().toString().toUpperCase(Locale.ROOT));
        metadata.put("schema", table.name().schema());
        metadata.put("name", table.name().name());
        metadata.put("database", context.database());
        metadata.put("comment", table.comment());
        metadata.put("owner", table.owner());
        var columns = new LinkedHashMap<String, Object>();
        for (var column : table.columns()) {
            var fields = new LinkedHashMap<String, @Nullable Object>();
            fields.put("type", column.type());
            fields.put("index", column.position());
            fields.put("name", column.name());
            fields.put("comment", column.comment());
            columns.put(column.name(), fields);
        }
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("metadata", metadata);
        fields.put("columns", columns);
        fields.put("stats", stats(table));
        fields.put("unique_id", id);
        return fields;
    }

    private static Map<String, Object> stats(CatalogTable table) {
        if (table.rows() < 0) {
            return Map.of();
        }
        return Map.of(
                "row_count",
                Map.of(
                        "id",
                        "row_count",
                        "label",
                        "Row count",
                        "value",
                        table.rows(),
                        "include",
                        true,
                        "description",
                        "How many rows, by PostgreSQL's estimate"));
    }
}
