package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a table is stored: indexes, constraints, partitions and storage parameters. A value: each method gives a changed copy.
 *
 * <pre>{@code
 * defaults.stored(TableProperties.none()
 *         .index(Index.on(USER_ID, DATE))
 *         .enforcePrimaryKey()
 *         .fillfactor(80))
 * }</pre>
 *
 * @param indexes its indexes
 * @param primaryKeyEnforced whether the declared primary key is a constraint of the database
 * @param foreignKeysEnforced whether the declared references are constraints of the database
 * @param unlogged whether its rows are lost in a crash of the server, for faster builds
 * @param parameters storage parameters by name, such as {@code fillfactor}
 * @param partitioning by what it is partitioned; empty for not
 * @param inPlace whether a published table stays the same table, whatever becomes of its rows
 */
public record TableProperties(
        ImmutableList<Index> indexes,
        boolean primaryKeyEnforced,
        boolean foreignKeysEnforced,
        boolean unlogged,
        ImmutableMap<String, String> parameters,
        Optional<Partitioning> partitioning,
        boolean inPlace) {
    private static final TableProperties NONE =
            new TableProperties(ImmutableList.of(), false, false, false, ImmutableMap.of(), Optional.empty(), false);

    /** A copy that is being changed. */
    private static final class Draft {
        private ImmutableList<Index> indexes;
        private boolean primaryKeyEnforced;
        private boolean foreignKeysEnforced;
        private boolean unlogged;
        private ImmutableMap<String, String> parameters;
        private Optional<Partitioning> partitioning;
        private boolean inPlace;

        Draft(TableProperties from) {
            indexes = from.indexes;
            primaryKeyEnforced = from.primaryKeyEnforced;
            foreignKeysEnforced = from.foreignKeysEnforced;
            unlogged = from.unlogged;
            parameters = from.parameters;
            partitioning = from.partitioning;
            inPlace = from.inPlace;
        }

        TableProperties done() {
            return new TableProperties(
                    indexes, primaryKeyEnforced, foreignKeysEnforced, unlogged, parameters, partitioning, inPlace);
        }
    }

    private TableProperties changed(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A table without any. */
    public static TableProperties none() {
        return NONE;
    }

    /** The same, with this index, too. */
    public TableProperties index(Index index) {
        var all = ImmutableList.<Index>builder().addAll(indexes).add(index).build();
        return changed(draft -> draft.indexes = all);
    }

    /** The same, whose columns declared {@link Column#primaryKey()} are the table's PRIMARY KEY. */
    public TableProperties enforcePrimaryKey() {
        return changed(draft -> draft.primaryKeyEnforced = true);
    }

    /**
     * The same, whose columns declared with {@link Column#references} are FOREIGN KEYs. What they point at must itself enforce that the
     * column is unique, and is from then on replaced only together with this table.
     */
    public TableProperties enforceForeignKeys() {
        return changed(draft -> draft.foreignKeysEnforced = true);
    }

    /** The same, UNLOGGED. */
    public TableProperties makeUnlogged() {
        return changed(draft -> draft.unlogged = true);
    }

    /** The same, whose pages are filled so far, in percent, when rows are inserted. */
    public TableProperties fillfactor(int percent) {
        return parameter("fillfactor", String.valueOf(percent));
    }

    /** The same, with this storage parameter. */
    public TableProperties parameter(String name, String value) {
        var all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return changed(draft -> draft.parameters = ImmutableMap.copyOf(all));
    }

    /**
     * The same, partitioned by range: one partition for each unit of time, on the UTC calendar, that there are rows of. For large facts:
     * queries of a stretch of time read its partitions only.
     *
     * @param column a date or timestamp of the model; it is part of an enforced primary key and of each unique index
     */
    public TableProperties partitionBy(Column<?> column, Grain unit) {
        return changed(draft -> draft.partitioning = Optional.of(new Partitioning(column, unit)));
    }

    /**
     * The same, keeping the published table and changing its rows instead of putting a new table in its place. For a table that others hold
     * on to by its identity: foreign keys from elsewhere, logical replication, inheritance, readers in repeatable read. It costs more: every
     * row that changed is written in the publish transaction, and without a declared primary key every row.
     */
    public TableProperties updatedInPlace() {
        return changed(draft -> draft.inPlace = true);
    }
}
