package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;

/**
 * How a table is stored: indexes, constraints and storage parameters. A value: each method gives a changed copy.
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
 */
public record TableProperties(
        ImmutableList<Index> indexes,
        boolean primaryKeyEnforced,
        boolean foreignKeysEnforced,
        boolean unlogged,
        ImmutableMap<String, String> parameters) {
    private static final TableProperties NONE =
            new TableProperties(ImmutableList.of(), false, false, false, ImmutableMap.of());

    /** A table without any. */
    public static TableProperties none() {
        return NONE;
    }

    /** The same, with this index, too. */
    public TableProperties index(Index index) {
        var all = ImmutableList.<Index>builder().addAll(indexes).add(index).build();
        return new TableProperties(all, primaryKeyEnforced, foreignKeysEnforced, unlogged, parameters);
    }

    /** The same, whose columns declared {@link Column#primaryKey()} are the table's PRIMARY KEY. */
    public TableProperties enforcePrimaryKey() {
        return new TableProperties(indexes, true, foreignKeysEnforced, unlogged, parameters);
    }

    /**
     * The same, whose columns declared with {@link Column#references} are FOREIGN KEYs. What they point at must itself enforce that the
     * column is unique, and is from then on replaced only together with this table.
     */
    public TableProperties enforceForeignKeys() {
        return new TableProperties(indexes, primaryKeyEnforced, true, unlogged, parameters);
    }

    /** The same, UNLOGGED. */
    public TableProperties makeUnlogged() {
        return new TableProperties(indexes, primaryKeyEnforced, foreignKeysEnforced, true, parameters);
    }

    /** The same, whose pages are filled so far, in percent, when rows are inserted. */
    public TableProperties fillfactor(int percent) {
        return parameter("fillfactor", String.valueOf(percent));
    }

    /** The same, with this storage parameter. */
    public TableProperties parameter(String name, String value) {
        var all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return new TableProperties(
                indexes, primaryKeyEnforced, foreignKeysEnforced, unlogged, ImmutableMap.copyOf(all));
    }
}
