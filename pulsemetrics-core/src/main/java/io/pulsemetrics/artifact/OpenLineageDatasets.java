package io.pulsemetrics.artifact;

import com.google.common.collect.ImmutableSet;
import io.openlineage.client.OpenLineage;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a node reads and writes, with schema, data source and column lineage. What is ephemeral is no dataset: what it reads is. */
final class OpenLineageDatasets {
    private final OpenLineage events;
    private final Project project;
    private final LineageNames names;

    OpenLineageDatasets(OpenLineage events, Project project, LineageNames names) {
        this.events = events;
        this.project = project;
        this.names = names;
    }

    static boolean isDataset(Node node) {
        return !(node.config().materialization() instanceof Materialization.Ephemeral);
    }

    /** The relations that the node reads, in the order of its query. */
    List<OpenLineage.InputDataset> inputs(Node node) {
        return reads(node)
                .distinct()
                .map(name -> events.newInputDatasetBuilder()
                        .namespace(names.server())
                        .name(names.dataset(name))
                        .facets(facets(name).build())
                        .build())
                .toList();
    }

    private Stream<RelationName> reads(Node node) {
        return node.lineage().stream()
                .flatMap(lineage -> lineage.relations().stream())
                .flatMap(name -> ephemeral(name).map(this::reads).orElseGet(() -> Stream.of(name)));
    }

    private Optional<Node> ephemeral(RelationName name) {
        return project.find(name).filter(node -> !isDataset(node));
    }

    /** @param rows how many it has; null before it is built */
    OpenLineage.OutputDataset output(Node node, @Nullable Long rows) {
        var output = events.newOutputDatasetBuilder()
                .namespace(names.server())
                .name(names.dataset(node.name()))
                .facets(facets(node.name())
                        .columnLineage(node.lineage().map(this::columns).orElse(null))
                        .build());
        if (rows != null) {
            output.outputFacets(events.newOutputDatasetOutputFacetsBuilder()
                    .outputStatistics(events.newOutputStatisticsOutputDatasetFacet(rows, null, null))
                    .build());
        }
        return output.build();
    }

    private OpenLineage.DatasetFacetsBuilder facets(RelationName name) {
        var facets = events.newDatasetFacetsBuilder()
                .dataSource(events.newDatasourceDatasetFacet(names.server(), URI.create(names.server())));
        project.find(name).ifPresent(node -> facets.schema(schema(node)));
        return facets;
    }

    private OpenLineage.SchemaDatasetFacet schema(Node node) {
        return events.newSchemaDatasetFacet(node.relation().columns().stream()
                .map(column -> events.newSchemaDatasetFacetFieldsBuilder()
                        .name(column.getName())
                        .type(ColumnTypes.name(column.getDataType()))
                        .description(column.description().isEmpty() ? null : column.description())
                        .build())
                .toList());
    }

    private OpenLineage.ColumnLineageDatasetFacet columns(Lineage lineage) {
        var fields = events.newColumnLineageDatasetFacetFieldsBuilder();
        for (var column : lineage.columns()) {
            fields.put(
                    column.name(),
                    events.newColumnLineageDatasetFacetFieldsAdditionalBuilder()
                            .inputFields(fields(column.origins(), "DIRECT"))
                            .build());
        }
        return events.newColumnLineageDatasetFacet(fields.build(), fields(lineage.indirect(), "INDIRECT"));
    }

    private List<OpenLineage.InputField> fields(ImmutableSet<Origin> origins, String type) {
        return origins.stream()
                .flatMap(this::stored)
                .distinct()
                .map(origin -> events.newInputFieldBuilder()
                        .namespace(names.server())
                        .name(names.dataset(origin.relation()))
                        .field(origin.column())
                        .transformations(List.of(events.newInputFieldTransformationsBuilder()
                                .type(type)
                                .build()))
                        .build())
                .toList();
    }

    /** The column itself, or where an ephemeral model has it from. */
    private Stream<Origin> stored(Origin origin) {
        return ephemeral(origin.relation())
                .<Function<Origin, Stream<Origin>>>map(node -> it -> node.lineage().stream()
                        .flatMap(lineage -> lineage.columns().stream())
                        .filter(column -> column.name().equals(it.column()))
                        .flatMap(column -> column.origins().stream())
                        .flatMap(this::stored))
                .orElse(Stream::of)
                .apply(origin);
    }
}
