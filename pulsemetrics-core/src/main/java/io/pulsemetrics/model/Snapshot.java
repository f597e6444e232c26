package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A table that keeps every version of its rows with the time in which it held (a slowly changing dimension of type 2). The query gives the
 * rows as they are now. A value: each method gives a changed copy.
 *
 * @param validFrom the column for the instant from which a version holds
 * @param validTo the column for the instant up to which it held; NULL for the current version
 * @param key what identifies a row
 * @param updatedAt the column that says when a row was changed last; empty if all columns are compared
 * @param closesDeleted whether the current version of a row that is no longer there ends
 * @param schemaChange what happens if the columns change
 */
public record Snapshot(
        Column<LocalDateTime> validFrom,
        Column<LocalDateTime> validTo,
        ImmutableList<Column<?>> key,
        Optional<Column<LocalDateTime>> updatedAt,
        boolean closesDeleted,
        SchemaChange schemaChange)
        implements Materialization {

    public Snapshot {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a snapshot has a key");
        }
    }

    static Snapshot of(Column<LocalDateTime> validFrom, Column<LocalDateTime> validTo, ImmutableList<Column<?>> key) {
        return new Snapshot(validFrom, validTo, key, Optional.empty(), true, SchemaChange.FAIL);
    }

    /** The same, taking a row as changed if this column is later than in its current version, and only then. */
    public Snapshot byTimestamp(Column<LocalDateTime> column) {
        return new Snapshot(validFrom, validTo, key, Optional.of(column), closesDeleted, schemaChange);
    }

    /** The same, leaving the current version of a row as it is when the row is no longer there. */
    public Snapshot keepingDeleted() {
        return new Snapshot(validFrom, validTo, key, updatedAt, false, schemaChange);
    }

    /** The same, with these columns when the columns of the model change. */
    public Snapshot onSchemaChange(SchemaChange change) {
        return new Snapshot(validFrom, validTo, key, updatedAt, closesDeleted, change);
    }

    /** The columns that the framework fills and the query does not return. */
    public ImmutableList<Column<?>> validity() {
        return ImmutableList.of(validFrom, validTo);
    }

    /** What identifies a version: the key and its beginning. */
    public ImmutableList<Column<?>> identity() {
        return ImmutableList.<Column<?>>builder().addAll(key).add(validFrom).build();
    }

    @Override
    public String label() {
        return "snapshot";
    }
}
