package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Node;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How a table is stored, as SQL says it.
 *
 * @param unlogged whether it is not written to the log
 * @param parameters storage parameters
 * @param primaryKey the columns of its PRIMARY KEY; empty for none
 * @param indexes its indexes
 * @param foreignKeys its FOREIGN KEYs
 * @param partitions by what it is partitioned
 * @param inPlace whether a published table stays the same table
 */
public record TableDesign(
        boolean unlogged,
        ImmutableMap<String, String> parameters,
        ImmutableList<String> primaryKey,
        ImmutableList<DesignedIndex> indexes,
        ImmutableList<ForeignKey> foreignKeys,
        Optional<Partitions> partitions,
        boolean inPlace) {
    /** A table and nothing else. */
    public static final TableDesign PLAIN = new TableDesign(
            false,
            ImmutableMap.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            Optional.empty(),
            false);

    /**
     * The partitions of a table.
     *
     * @param column the date or timestamp that tells which partition a row is in
     * @param unit how much time one holds
     */
    public record Partitions(String column, Grain unit) {
        private static final int LONGEST = 63;

        /** The name of the one that begins then, of which hardly another relation would have the name. */
        public String name(String table, LocalDateTime begin) {
            return named(
                    table,
                    "_p"
                            + begin.format(DateTimeFormatter.ofPattern(
                                    switch (unit) {
                                        case HOUR -> "yyyyMMdd'h'HH";
                                        case DAY, WEEK -> "yyyyMMdd";
                                        case MONTH -> "yyyyMM";
                                        case YEAR -> "yyyy";
                                    })));
        }

        /** The name of the one for rows whose column is NULL. */
        public String nameOfNull(String table) {
            return named(table, "_pnull");
        }

        private static String named(String table, String ending) {
            var name = table + ending;
            return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                    ? name
                    : Hashing.sha256()
                                    .hashString(table, StandardCharsets.UTF_8)
                                    .toString()
                                    .substring(0, 40)
                            + ending;
        }
    }

    /**
     * An index.
     *
     * @param name its name, which no other relation of the schema has
     * @param definition what follows the table's name in {@code CREATE INDEX}
     */
    public record DesignedIndex(String name, boolean unique, String definition) {}

    /**
     * A foreign key of one column.
     *
     * @param target the published relation it points at
     */
    public record ForeignKey(String name, String column, RelationName target, String targetColumn) {}

    /** @param published from the declared name of a relation to its published one */
    static TableDesign of(Node node, UnaryOperator<RelationName> published) {
        var properties = node.config().table();
        var indexes = node.indexes();
        if (properties.equals(TableProperties.none()) && indexes.isEmpty()) {
            return PLAIN;
        }
        var table = node.name().name();
        var key = node.relation().primaryKey().stream().map(Column::getName).collect(toImmutableList());
        return new TableDesign(
                properties.unlogged(),
                properties.parameters(),
                properties.primaryKeyEnforced() ? key : ImmutableList.of(),
                indexes.stream().map(index -> index(index, table)).collect(toImmutableList()),
                properties.foreignKeysEnforced() ? foreignKeys(node, published) : ImmutableList.of(),
                properties.partitioning().map(it -> new Partitions(it.column().getName(), it.unit())),
                properties.inPlace());
    }

    private static DesignedIndex index(Index index, String table) {
        return new DesignedIndex(index.name(table), index.unique(), index.definition());
    }

    private static ImmutableList<ForeignKey> foreignKeys(Node node, UnaryOperator<RelationName> published) {
        return node.relation().columns().stream()
                .flatMap(column -> foreignKey(node, column, published))
                .collect(toImmutableList());
    }

    private static Stream<ForeignKey> foreignKey(Node node, Column<?> column, UnaryOperator<RelationName> published) {
        var target = column.target();
        if (target == null || target.getTable() == null) {
            return Stream.empty();
        }
        var table = target.getTable() instanceof Relation<?> relation ? relation.origin() : target.getTable();
        var name = Index.on(column).name(node.name().name()).replaceFirst("_idx$", "_fkey");
        return Stream.of(
                new ForeignKey(name, column.getName(), published.apply(RelationName.of(table)), target.getName()));
    }
}
