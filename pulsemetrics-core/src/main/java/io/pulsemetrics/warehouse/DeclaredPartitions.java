package io.pulsemetrics.warehouse;

import com.google.common.base.Ascii;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign.Partitions;
import java.time.LocalDateTime;
import java.util.Optional;

/** Compares how a table is partitioned with how its model says. Not thread-safe. */
public final class DeclaredPartitions {
    private static final String BOUNDS = """
            select substring(b.bound from 'FROM \\(''([^'']*)''\\)')::timestamp, substring(b.bound from 'TO \\(''([^'']*)''\\)')::timestamp
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_inherits i on i.inhparent = c.oid
            join pg_class p on p.oid = i.inhrelid cross join lateral (select pg_get_expr(p.relpartbound, p.oid) as bound) b
            where n.nspname = ? and c.relname = ? and b.bound like 'FOR VALUES FROM%' order by 1
            """;

    private final Session session;

    /** Works through the session. */
    public DeclaredPartitions(Session session) {
        this.session = session;
    }

    /**
     * In which way a table that is there is partitioned otherwise.
     *
     * @return both ways in words; empty if the table is as the model says
     */
    public Optional<String> difference(RelationName table, Optional<Partitions> declared) {
        var there = session.sql()
                .fetchSingle(
                        "select (select pg_get_partkeydef(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and c.relname = ? and c.relkind = 'p'),"
                                + " format('RANGE (%I)', ?::text)",
                        table.schema(),
                        table.name(),
                        declared.map(Partitions::column).orElse(""));
        var key = Optional.ofNullable(there.get(0, String.class));
        boolean same = declared.isPresent()
                ? key.equals(Optional.of(there.get(1, String.class))) && hasUnit(table, declared.get())
                : key.isEmpty();
        return same
                ? Optional.empty()
                : Optional.of("the table is %s, and its model says %s"
                        .formatted(
                                key.map(it -> "partitioned by " + it + example(table))
                                        .orElse("not partitioned"),
                                declared.map(it -> "by %s of %s"
                                                .formatted(
                                                        Ascii.toLowerCase(
                                                                it.unit().name()),
                                                        it.column()))
                                        .orElse("nothing of partitions")));
    }

    private boolean hasUnit(RelationName table, Partitions declared) {
        return session.sql().resultQuery(BOUNDS, table.schema(), table.name()).stream()
                .allMatch(row -> {
                    var begin = row.get(0, LocalDateTime.class);
                    return declared.unit().floor(begin).equals(begin)
                            && declared.unit().ceiling(begin).equals(row.get(1, LocalDateTime.class));
                });
    }

    private String example(RelationName table) {
        return session.sql().resultQuery(BOUNDS, table.schema(), table.name()).stream()
                .findFirst()
                .map(row -> ", one from %s to %s"
                        .formatted(row.get(0, LocalDateTime.class), row.get(1, LocalDateTime.class)))
                .orElse("");
    }
}
