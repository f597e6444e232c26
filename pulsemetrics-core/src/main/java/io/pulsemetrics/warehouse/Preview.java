package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.Increment;
import io.pulsemetrics.plan.SchemaChanges;
import java.util.List;
import java.util.Optional;
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
            case Change.Whole ignored -> added();
        };
    }

    private String union(String stays, String comes) {
        return "SELECT %s FROM %s t%s UNION ALL %s"
                .formatted(
                        list(columns().stream().map(column -> named(column, old(column)))),
                        sql.quote(table),
                        stays,
                        comes);
    }

    private String withoutKeys(List<Change.Key> key) {
        return " WHERE NOT EXISTS (SELECT FROM %s d WHERE %s)".formatted(sql.delta(), sql.match(key));
    }

    private String added() {
        return "SELECT %s FROM %s d"
                .formatted(list(columns().stream().map(column -> named(column, fresh(column)))), sql.delta());
    }

    /** What a merge does not update stays as it is. */
    private String merged(Change.Merge merge) {
        var taken = Stream.concat(merge.updated().stream(), merge.key().stream().map(Change.Key::name))
                .toList();
        return "SELECT %s FROM %s d LEFT JOIN %s t ON %s%s"
                .formatted(
                        list(columns().stream()
                                .map(column -> named(
                                        column,
                                        taken.contains(column) || !published.contains(column)
                                                ? fresh(column)
                                                : "CASE WHEN t.ctid IS NULL THEN %s ELSE %s END"
                                                        .formatted(fresh(column), old(column))))),
                        sql.delta(),
                        sql.quote(table),
                        sql.match(merge.key()),
                        merge.deleted()
                                .map(marker -> " WHERE d.%s IS NOT TRUE".formatted(sql.quote(marker)))
                                .orElse(""));
    }

    /** What a row of the table has in the column. */
    private String old(String column) {
        return typed(published.contains(column) ? "t." + sql.quote(column) : "NULL", increment.published(), column);
    }

    /** What a row of the delta has in the column. */
    private String fresh(String column) {
        return typed(increment.columns().contains(column) ? "d." + sql.quote(column) : "NULL", delta, column);
    }

    /** As the wider of the column's two types: a union would forget its length or precision. */
    private String typed(String value, List<ColumnType> columns, String column) {
        var own = find(columns, column);
        var wider = Stream.of(find(increment.published(), column), find(delta, column))
                .flatMap(Optional::stream)
                .reduce((one, other) -> SchemaChanges.holds(one, other) ? one : other)
                .orElseThrow(() -> new IllegalStateException("no column " + column));
        return own.filter(wider::equals).isPresent() ? value : "CAST(%s AS %s)".formatted(value, wider.type());
    }

    private static Optional<ColumnType> find(List<ColumnType> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    private String named(String column, String value) {
        return value + " AS " + sql.quote(column);
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
