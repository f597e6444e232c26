package io.pulsemetrics.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Compares the generated classes of sources with the tables as they stand: a column that is gone, has another type or can be NULL
 * though the class says that it cannot, is a problem of the models that read it. Columns that no model reads, and new ones, are
 * none.
 */
public final class SourceContract {
    private static final String REMEDY = "Generate the classes of the sources anew; javac then shows what to change";

    private final Map<RelationName, Table<?>> tables = new LinkedHashMap<>();
    private final SetMultimap<Origin, RelationName> readers = LinkedHashMultimap.create();
    private final ImmutableListMultimap<RelationName, SourceColumn> live;

    private SourceContract(ImmutableListMultimap<RelationName, SourceColumn> live) {
        this.live = live;
    }

    /**
     * What does not fit, in the order in which the nodes read it.
     *
     * @param live the columns of the sources that are there; a source without columns is not looked at
     */
    public static ImmutableList<Problem> problems(
            Collection<Node> nodes, ImmutableListMultimap<RelationName, SourceColumn> live) {
        var contract = new SourceContract(live);
        nodes.forEach(contract::collect);
        return contract.readers.keySet().stream()
                .flatMap(origin -> contract.problem(origin).stream())
                .collect(ImmutableList.toImmutableList());
    }

    private void collect(Node node) {
        for (var dependency : node.dependencies()) {
            if (dependency instanceof Dependency.OnSource source && live.containsKey(source.name())) {
                tables.put(source.name(), source.table());
            }
        }
        node.lineage().stream()
                .flatMap(SourceContract::origins)
                .filter(origin -> tables.containsKey(origin.relation()))
                .forEach(origin -> readers.put(origin, node.name()));
    }

    private static Stream<Origin> origins(Lineage lineage) {
        return Stream.concat(
                lineage.columns().stream().flatMap(column -> column.origins().stream()), lineage.indirect().stream());
    }

    private Optional<Problem> problem(Origin origin) {
        return Optional.ofNullable(tables.get(origin.relation()))
                .flatMap(table -> Optional.ofNullable(table.field(origin.column()))
                        .flatMap(declared -> difference(table, declared)))
                .map(message -> problem(origin, message));
    }

    private Optional<String> difference(Table<?> table, Field<?> declared) {
        return live.get(RelationName.of(table)).stream()
                .filter(column -> column.name().equals(declared.getName()))
                .findFirst()
                .map(found -> difference(declared, found))
                .orElseGet(() -> Optional.of("the table does not have the column any more" + unknown(table)));
    }

    private static Optional<String> difference(Field<?> declared, SourceColumn found) {
        var type = declared.getDataType();
        var misfit = Contract.misfit(type, found.type());
        if (misfit.isPresent()) {
            return Optional.of("the class says %s (%s), the table has %s, which is %s in Java"
                    .formatted(
                            Contract.javaType(type).getSimpleName(), type.getTypeName(), found.type(), misfit.get()));
        }
        return found.nullable() && !type.nullable()
                ? Optional.of("the class says that it is never NULL, the table lets it be NULL")
                : Optional.empty();
    }

    /** A renamed column is gone and stands there under a name that the class does not know. */
    private String unknown(Table<?> table) {
        var names = Arrays.stream(table.fields()).map(Field::getName).toList();
        var fresh = live.get(RelationName.of(table)).stream()
                .filter(column -> !names.contains(column.name()))
                .map(column -> column.name() + " " + column.type())
                .collect(joining(", "));
        return fresh.isEmpty() ? "" : "; new in it: " + fresh;
    }

    private Problem problem(Origin origin, String message) {
        return new Problem(
                ErrorCode.SOURCE_CHANGED,
                origin.toString(),
                "%s; read by %s"
                        .formatted(
                                message,
                                readers.get(origin).stream()
                                        .map(RelationName::toString)
                                        .collect(joining(", "))),
                REMEDY);
    }
}
