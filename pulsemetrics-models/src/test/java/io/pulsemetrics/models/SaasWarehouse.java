package io.pulsemetrics.models;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.select.Selector;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A warehouse of hand-made raw rows, and what the models make of them. */
public final class SaasWarehouse {
    private static final Project PROJECT = SaasModels.project();

    private final DataSource source;
    private final DSLContext sql;

    /** On a database whose raw schema is migrated. */
    public SaasWarehouse(DataSource source) {
        this.source = source;
        this.sql = DSL.using(source, SQLDialect.POSTGRES);
    }

    /** Lands rows, in one transaction. */
    public SaasWarehouse land(RawRow... rows) {
        sql.transaction(landing -> {
            for (var row : rows) {
                landing.dsl().insertInto(row.table()).set(row.values()).execute();
            }
        });
        return this;
    }

    /** Runs what the selectors say, or everything, as of a UTC time such as {@code 2026-01-31T12:30}. */
    public RunResult run(String asOf, String... selectors) {
        var selector = selectors.length == 0 ? Selector.all() : Selector.select(selectors);
        return ModelRunner.of(PROJECT, source)
                .with(RunOptions.defaults().withThreads(1).withAsOf(Instant.parse(asOf + ":00Z")))
                .run(selector);
    }

    /** As {@link #run}, and there are no {@link #faults}, warnings included. */
    public SaasWarehouse build(String asOf, String... selectors) {
        var result = run(asOf, selectors);
        assertThat(faults(result)).isEmpty();
        assertThat(result.succeeded()).isTrue();
        return this;
    }

    /** What did not pass, each in a line. */
    public static List<String> problems(RunResult result) {
        return problems(result, check -> true);
    }

    /** As {@link #problems}, but for rows that contradict each other: hand-made ones need not tell a whole story. */
    public static List<String> faults(RunResult result) {
        return problems(result, check -> !check.options().label().tags().contains("coherence"));
    }

    private static List<String> problems(RunResult result, Predicate<Check> which) {
        return result.nodes().values().stream()
                .flatMap(node -> Stream.concat(
                        node.violated().stream()
                                .filter(violated -> which.test(violated.check()))
                                .map(Objects::toString),
                        node.message().stream().map(message -> node.name() + ": " + message)))
                .toList();
    }

    /** The values of columns of a published relation, ordered by the first; each row as {@code 1 | abc | null}. */
    public List<String> rows(Table<?> relation, Field<?>... columns) {
        return sql.select(columns).from(relation).orderBy(columns[0]).fetch(SaasWarehouse::line);
    }

    /** The rows of plain SQL, each as {@code 1 | abc | null}. */
    public List<String> query(String text) {
        return sql.fetch(text).map(SaasWarehouse::line);
    }

    /** The rows of a model as a session in that time zone computes them now, each in a line, sorted. */
    public List<String> computed(Model<?> model, String asOf, String timeZone) {
        return sql.connectionResult(connection -> {
            var context = DSL.using(connection, SQLDialect.POSTGRES);
            context.configuration().data(ParameterValues.class, ParameterValues.asOf(Instant.parse(asOf + ":00Z")));
            context.execute("select set_config('timezone', ?, false)", timeZone);
            return context.resultQuery(context.renderInlined(model.query())).fetch(SaasWarehouse::line).stream()
                    .sorted()
                    .toList();
        });
    }

    private static String line(Record row) {
        return Arrays.stream(row.intoArray()).map(String::valueOf).collect(joining(" | "));
    }
}
