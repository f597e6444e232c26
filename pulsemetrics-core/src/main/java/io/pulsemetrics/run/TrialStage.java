package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.BuildState;
import io.pulsemetrics.plan.Coverage;
import io.pulsemetrics.plan.Increment;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.Deltas;
import io.pulsemetrics.warehouse.Parts;
import io.pulsemetrics.warehouse.Relations;
import io.pulsemetrics.warehouse.Session;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What a trial does, within a transaction. */
final class TrialStage {
    /** Earlier than all rows: what is read from here on is everything. */
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(1000, 1, 1, 0, 0);

    private final Session session;
    private final Trial trial;
    private final Relations relations;

    TrialStage(Session session, Trial trial) {
        this.session = session;
        this.trial = trial;
        this.relations = new Relations(session);
    }

    Result<Record> build() {
        var reads = trial.reads();
        clear(Stream.concat(reads.keySet().stream(), trial.built().stream()).toList());
        reads.forEach((name, dependency) -> stand(name, rows(name, dependency)));
        var plan = plan(trial.parameters(), BuildState.NOTHING);
        plan.nodes().stream()
                .filter(node -> !node.name().equals(trial.model().relationName()))
                .forEach(node -> relations.createView(node.build(), node.select()));
        var node = plan.node(trial.model().relationName());
        return trial.earlier().isPresent() ? update(node, trial.earlier().get()) : create(node);
    }

    /** Creates the schemas, and moves out of the way what has one of the names. */
    private void clear(List<RelationName> names) {
        var catalog = new Catalog(session)
                .snapshot(names.stream().map(RelationName::schema).toList(), List.of());
        names.stream()
                .flatMap(name -> Stream.of(name.schema(), BuildNames.buildSchema(name.schema())))
                .distinct()
                .forEach(relations::createSchema);
        names.forEach(name -> catalog.find(name).ifPresent(there -> relations.dropCascading(name, there.kind())));
    }

    private Trial.Rows rows(RelationName name, Dependency dependency) {
        var given = trial.given().get(name);
        if (given != null) {
            return given;
        }
        return switch (dependency) {
            case Dependency.OnModel on -> new Trial.Rows(fields(on.model()), ImmutableList.of());
            case Dependency.OnSource on -> new Trial.Rows(fields(on.table()), ImmutableList.of());
            case Dependency.OnSeed on -> ofFile(on.seed());
        };
    }

    private static ImmutableList<Field<?>> fields(Table<?> table) {
        return Arrays.stream(table.fields()).collect(toImmutableList());
    }

    private static Trial.Rows ofFile(Seed<?> seed) {
        return new Trial.Rows(fields(seed), seed.rows());
    }

    private void stand(RelationName name, Trial.Rows rows) {
        var columns = rows.columns().stream().map(TrialStage::plain).toList();
        relations.createTable(name, columns);
        fill(name, columns, rows);
    }

    private void fill(RelationName name, List<? extends Field<?>> columns, Trial.Rows rows) {
        if (!rows.rows().isEmpty()) {
            relations.add(name, columns, rows.rows().stream().map(List::toArray).toList());
        }
    }

    /** A column of the same name and type, without default and NOT NULL: every row can be given. */
    private static Field<?> plain(Field<?> column) {
        return DSL.field(column.getUnqualifiedName(), plain(column.getDataType()));
    }

    private static <T> DataType<T> plain(DataType<T> type) {
        return type.null_().default_((Field<T>) null).generatedAlwaysAs((Field<T>) null);
    }

    private Plan plan(ParameterValues parameters, BuildState state) {
        var built = trial.built();
        return Planner.plan(
                trial.project(),
                trial.project().nodes().stream()
                        .filter(node -> built.contains(node.name()))
                        .collect(toImmutableSet()),
                trial.given().keySet(),
                parameters,
                state);
    }

    private Result<Record> create(PlannedNode node) {
        if (node.kind() == RelationKind.TABLE) {
            relations.createTableAs(node.build(), node.select());
        } else {
            relations.createView(node.build(), node.select());
        }
        if (!node.key().isEmpty()) {
            new Deltas(session).verifyKey(node, node.build(), node.key());
        }
        return relations.rows(node.build(), columns(node.node()));
    }

    /** As the run before left it, then with what is new. */
    private Result<Record> update(PlannedNode node, Trial.Earlier earlier) {
        relations.createTableAs(node.name(), "%s WITH NO DATA".formatted(node.select()));
        fill(node.name(), earlier.table().columns(), earlier.table());
        var built = new BuildState.BuiltTable(
                relations.describe(node.name()), ImmutableList.of(done(node, earlier.asOf())), Optional.empty());
        var state = new BuildState(ImmutableMap.of(node.name(), built), false, Optional.empty(), Optional.empty());
        var planned = plan(trial.parameters(), state).node(node.name());
        planned.increment().ifPresent(increment -> apply(planned, increment));
        return relations.rows(node.name(), columns(node.node()));
    }

    private BuildState.Done done(PlannedNode node, Optional<LocalDateTime> asOf) {
        if (asOf.isEmpty()) {
            return new BuildState.Done(TimeRange.of(LONG_AGO, LONG_AGO), LONG_AGO);
        }
        var then = plan(trial.parameters().with(Parameter.AS_OF, asOf.get()), BuildState.NOTHING)
                .node(node.name());
        var range = then.coverage().stream()
                .map(Coverage::ranges)
                .flatMap(List::stream)
                .findFirst()
                .orElseGet(() -> TimeRange.before(asOf.get()));
        return new BuildState.Done(range, asOf.get());
    }

    private void apply(PlannedNode node, Increment increment) {
        var deltas = new Deltas(session);
        node.batches()
                .ifPresent(batches -> IntStream.range(0, batches.size())
                        .forEach(index -> new Parts(session).compute(node, batches, index)));
        deltas.compute(node, increment);
        deltas.apply(node, increment);
    }

    private static ImmutableList<Field<?>> columns(Node node) {
        return node.relation().columns().stream().map(TrialStage::unqualified).collect(toImmutableList());
    }

    private static Field<?> unqualified(Column<?> column) {
        return DSL.field(column.getUnqualifiedName(), column.getDataType());
    }
}
