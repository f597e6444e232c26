package io.pulsemetrics.project;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.OrderField;

/** The index by which the rows of a table are found that an increment replaces: without it each increment would read the whole table. */
final class KeyIndex {
    private KeyIndex() {}

    /** Empty if the table is built anew by each run, only added to, or has such an index already. */
    static Optional<Index> of(Node node) {
        var columns = columns(node.config().materialization());
        return columns.isEmpty() || isServed(node, columns)
                ? Optional.empty()
                : Optional.of(Index.on(columns.toArray(OrderField<?>[]::new)));
    }

    private static ImmutableList<Column<?>> columns(Materialization materialization) {
        return switch (materialization) {
            case Incremental incremental ->
                switch (incremental.strategy()) {
                    case Incremental.Append ignored -> ImmutableList.of();
                    case Incremental.DeleteInsert it -> it.key();
                    case Incremental.Merge it -> it.key();
                    case Incremental.ByInterval it -> ImmutableList.of(it.eventTime());
                };
            case Snapshot snapshot -> snapshot.identity();
            case Materialization.View ignored -> ImmutableList.of();
            case Materialization.Ephemeral ignored -> ImmutableList.of();
            case Materialization.MaterializedView ignored -> ImmutableList.of();
            case Materialization.StoredTable ignored -> ImmutableList.of();
        };
    }

    private static boolean isServed(Node node, List<Column<?>> columns) {
        return node.config().table().indexes().stream().anyMatch(index -> index.leadsWith(columns))
                || (node.config().table().primaryKeyEnforced()
                        && startsWith(node.relation().primaryKey(), columns));
    }

    private static boolean startsWith(List<Column<?>> all, List<Column<?>> first) {
        return all.size() >= first.size()
                && Set.copyOf(all.subList(0, first.size())).equals(Set.copyOf(first));
    }
}
