package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.Increment;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows that a table will have: those of it ({@code t}) that stay, and those of the delta ({@code d}). Its columns are those of the model
 * and then, unless they are to go, those that the table has beyond.
 */
final class Preview {
    private final DeltaSql sql;
    private final RelationName table;
    private final Increment increment;
    private final ImmutableList<String> published;
    private final ImmutableList<ColumnType> delta;

    Preview(Session session, RelationName table, Increment increment, ImmutableList<ColumnType> delta) {
        this.sql = new DeltaSql(session, table, increment);
        this.table = table;
        this.increment = increment;
        this.delta = delta;
        this.published = increment.published().stream().map(ColumnType::name).collect(toImmutableList());
    }

    String select() {
        return switch (increment.change()) {
            case Change.Append ignored -> union("", added());
            case Change.Replace replace ->
                union(" WHERE (%s) IS NOT TRUE".formatted(sql.render(replace.replaced())), added());
            case Change.DeleteInsert it -> union(withoutKeys(it.key()), added());
            case Change.Merge merge -> union(withoutKeys(merge.key()), merged(merge));
        };
    }

    private String union(String stays, String comes) {
        return "SELECT %s FROM %s t%s UNION ALL %s"
                .formatted(list(columns().stream().map(this::old)), sql.quote(table), stays, comes);
    }

    private String withoutKeys(List<Change.Key> key) {
        return " WHERE NOT EXISTS (SELECT FROM %s d WHERE %s)".formatted(sql.delta(), sql.match(key));
    }

    private String added() {
        return "SELECT %s FROM %s d".formatted(list(columns().stream().map(this::fresh)), sql.delta());
    }

    /** What a merge does not update stays as it is. */
    private String merged(Change.Merge merge) {
        var taken = Stream.concat(merge.updated().stream(), merge.key().stream().map(Change.Key::name))
                .toList();
        return "SELECT %s FROM %s d LEFT JOIN %s t ON %s%s"
                .formatted(
                        list(columns().stream()
                                .map(column -> taken.contains(column) || !published.contains(column)
                                        ? fresh(column)
                                        : "CASE WHEN t.ctid IS NULL THEN %s ELSE %s END AS %s"
                                                .formatted(value(column), old(column), sql.quote(column)))),
                        sql.delta(),
                        sql.quote(table),
                        sql.match(merge.key()),
                        merge.deleted()
                                .map(marker -> " WHERE d.%s IS NOT TRUE".formatted(sql.quote(marker)))
                                .orElse(""));
    }

    private String old(String column) {
        return published.contains(column)
                ? "t." + sql.quote(column)
                : "CAST(NULL AS %s) AS %s".formatted(type(delta, column), sql.quote(column));
    }

    private String fresh(String column) {
        return increment.columns().contains(column)
                ? "d." + sql.quote(column)
                : value(column) + " AS " + sql.quote(column);
    }

    private String value(String column) {
        return increment.columns().contains(column)
                ? "d." + sql.quote(column)
                : "CAST(NULL AS %s)".formatted(type(increment.published(), column));
    }

    private static String type(List<ColumnType> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .map(ColumnType::type)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no column " + name));
    }

    private ImmutableList<String> columns() {
        var beyond = published.stream().filter(column -> !increment.columns().contains(column));
        return increment.schemaChange() == SchemaChange.SYNC
                ? increment.columns()
                : Stream.concat(increment.columns().stream(), beyond).collect(toImmutableList());
    }

    private static String list(Stream<String> columns) {
        return columns.collect(joining(", "));
    }
}
