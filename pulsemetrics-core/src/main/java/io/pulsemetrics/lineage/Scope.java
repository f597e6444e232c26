package io.pulsemetrics.lineage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** The tables that can be named inside one SELECT: its own, those of the SELECTs around it, and common table expressions. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<List<String>, RowSource> tables = new LinkedHashMap<>();

    /** The tables once more: mostly a column knows its table by the object that stands in FROM. */
    private final IdentityHashMap<Table<?>, RowSource> same = new IdentityHashMap<>(8);

    private final Map<String, RowSource> expressions = new HashMap<>();

    /** What stands behind a name in FROM. */
    sealed interface RowSource {
        /** A relation of the database. */
        record Stored(RelationName name, Table<?> table) implements RowSource {}

        /** A derived table, a common table expression, or a lateral join. */
        record Derived(ImmutableList<ColumnLineage> columns) implements RowSource {}

        /** A function, VALUES or plain SQL: each of its columns may come from each of its arguments. */
        record Computed(ImmutableSet<Origin> origins, boolean opaque) implements RowSource {}
    }

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /** Tables are the same when their names are: a column may know its table by another object than FROM does. */
    private static List<String> key(Table<?> table) {
        return List.of(table.getQualifiedName().getName());
    }

    void declare(Table<?> table, RowSource source) {
        tables.put(key(table), source);
        same.put(table, source);
    }

    void declareExpression(String name, RowSource source) {
        expressions.put(name, source);
    }

    /** In the order of FROM, of this SELECT only. */
    Iterable<RowSource> own() {
        return tables.values();
    }

    @Nullable
    RowSource find(Table<?> table) {
        List<String> key = null;
        for (Scope scope = this; scope != null; scope = scope.outer) {
            var source = scope.same.get(table);
            if (source == null) {
                key = key == null ? key(table) : key;
                source = scope.tables.get(key);
            }
            if (source != null) {
                return source;
            }
        }
        return null;
    }

    @Nullable
    RowSource findExpression(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            var source = scope.expressions.get(name);
            if (source != null) {
                return source;
            }
        }
        return null;
    }
}
