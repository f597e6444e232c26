package io.pulsemetrics.check;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Asks checks of {@link Things} in a database of its own, folded and one by one, which must agree. */
final class CheckBench implements AutoCloseable {
    private final TestPostgres database = TestPostgres.database();
    private final Connection connection;
    private final DSLContext sql;

    CheckBench() {
        try {
            connection = database.dataSource().getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        sql = DSL.using(connection, SQLDialect.POSTGRES);
        database.execute("create schema stock");
        for (var table : List.of(THINGS, Things.OTHERS)) {
            var name = table.getName();
            database.execute(
                    "create table stock.%s (id serial, x int, y int, n numeric, s text, g text, b boolean, d date, e date, at timestamp)"
                            .formatted(name));
        }
    }

    /** Replaces the rows of {@code things}: {@code given("x, y", "(1, 2), (3, null)")}; no rows for an empty text. */
    CheckBench given(String columns, String rows) {
        return given(THINGS, columns, rows);
    }

    CheckBench given(Things table, String columns, String rows) {
        var name = "stock." + table.getName();
        var insert = rows.isEmpty() ? "" : "; insert into %s (%s) values %s".formatted(name, columns, rows);
        sql.execute("truncate %s restart identity%s".formatted(name, insert));
        return this;
    }

    /** The number of violations. */
    long violations(Check check) {
        return answers(List.of(check)).getFirst().violations();
    }

    /** What folded and single queries say. */
    record Answered(String name, long violations, Verdict verdict) {}

    /** The answers to checks that are asked together, in the order of the queries. */
    ImmutableList<Answered> answers(List<Check> checks) {
        var folded = Audit.queries(THINGS, checks).stream()
                .flatMap(query -> answers(query).stream())
                .collect(toImmutableList());
        var single = checks.stream()
                .flatMap(check -> answers(Audit.alone(THINGS, check)).stream())
                .toList();
        assertThat(folded).containsExactlyInAnyOrderElementsOf(single);
        return folded;
    }

    private List<Answered> answers(Audit.Query query) {
        var numbers = sql.fetchSingle(query.select());
        return query.answers().stream()
                .map(answer -> {
                    long violations = numbers.get(answer.violations(), Long.class);
                    long of = answer.rows() < 0 ? 1 : numbers.get(answer.rows(), Long.class);
                    return new Answered(
                            answer.check().name(), violations, answer.check().verdict(violations, of));
                })
                .toList();
    }

    /** The violations with these columns, in their order. */
    String offending(Check check, Field<?>... shown) {
        return sql.fetch(Audit.violations(THINGS, check, ImmutableSet.copyOf(shown))).stream()
                .map(CheckBench::show)
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String show(Record row) {
        return Arrays.stream(row.fields())
                .map(field -> field.getName() + "=" + row.get(field))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.close();
    }
}
