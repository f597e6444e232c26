package io.pulsemetrics.warehouse;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.plan.Change;
import io.pulsemetrics.plan.Increment;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.RelationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The statements that bring a table up to date with its delta: {@code t} is the table, {@code d} the delta. */
final class Application {
    private final DeltaSql sql;
    private final String table;
    private final String only;
    private final Increment increment;

    /** Rows of tables that inherit from the table are not its own. */
    Application(Session session, PlannedNode node, Increment increment) {
        this.sql = new DeltaSql(session, node.name(), increment);
        this.table = sql.quote(node.name());
        this.only = node.kind() == RelationKind.PARTITIONED_TABLE ? "" : "ONLY ";
        this.increment = increment;
    }

    ImmutableList<String> statements() {
        return switch (increment.change()) {
            case Change.Append ignored -> ImmutableList.of(insert());
            case Change.Replace replace ->
                ImmutableList.of(
                        "DELETE FROM %s%s WHERE %s".formatted(only, table, sql.render(replace.replaced())), insert());
            case Change.DeleteInsert it ->
                ImmutableList.of(
                        "DELETE FROM %s%s t WHERE EXISTS (SELECT FROM %s d WHERE %s)"
                                .formatted(only, table, sql.delta(), sql.match(it.key())),
                        insert());
            case Change.Merge merge -> ImmutableList.of(merge(merge));
            case Change.Whole whole
            when whole.key().isEmpty() -> ImmutableList.of("DELETE FROM " + only + table, insert());
            case Change.Whole whole ->
                ImmutableList.of(
                        "DELETE FROM %s%s t WHERE NOT EXISTS (SELECT FROM %s d WHERE %s)"
                                .formatted(only, table, sql.delta(), sql.match(whole.key())),
                        merge(new Change.Merge(whole.key(), whole.others(), whole.compared(), Optional.empty())));
        };
    }

    private String insert() {
        return "INSERT INTO %s (%s) SELECT %2$s FROM %3$s"
                .formatted(table, sql.list(increment.columns(), ""), sql.delta());
    }

    /** Rows in which nothing changed are not written. */
    private String merge(Change.Merge merge) {
        var clauses = new ArrayList<String>();
        merge.deleted()
                .ifPresent(marker -> clauses.add("WHEN MATCHED AND d.%s THEN DELETE".formatted(sql.quote(marker))));
        if (!merge.updated().isEmpty()) {
            clauses.add("WHEN MATCHED AND %s THEN UPDATE SET %s"
                    .formatted(
                            differ(merge),
                            merge.updated().stream()
                                    .map(sql::quote)
                                    .map(column -> "%s = d.%1$s".formatted(column))
                                    .collect(joining(", "))));
        }
        clauses.add("WHEN NOT MATCHED%s THEN INSERT (%s) VALUES (%s)"
                .formatted(
                        merge.deleted()
                                .map(marker -> " AND d.%s IS NOT TRUE".formatted(sql.quote(marker)))
                                .orElse(""),
                        sql.list(increment.columns(), ""),
                        sql.list(increment.columns(), "d.")));
        return Stream.concat(
                        Stream.of("MERGE INTO %s%s t USING %s d ON %s"
                                .formatted(only, table, sql.delta(), sql.match(merge.key()))),
                        clauses.stream())
                .collect(joining("\n"));
    }

    private String differ(Change.Merge merge) {
        List<String> text = merge.compared();
        return merge.updated().stream()
                .map(column -> text.contains(column)
                        ? "t.%s::text IS DISTINCT FROM d.%1$s::text".formatted(sql.quote(column))
                        : "t.%s IS DISTINCT FROM d.%1$s".formatted(sql.quote(column)))
                .collect(joining(" OR ", "(", ")"));
    }
}
