package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.or;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Severity;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.BuildState.BuiltTable;
import io.pulsemetrics.project.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Decides how incremental models are brought up to date. Pure. */
final class Increments {
    /** Only renders. */
    private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

    private final BuildState state;
    private final Renderer renderer;
    private final ParameterValues parameters;

    Increments(BuildState state, Renderer renderer, ParameterValues parameters) {
        this.state = state;
        this.renderer = renderer;
        this.parameters = parameters;
    }

    /**
     * The query of everything: what a full refresh builds.
     *
     * @param sampled the stretch of time to which it is narrowed, if it is
     */
    String whole(Model<?> model, Incremental incremental, Optional<TimeRange> sampled) {
        return kept(
                incremental,
                renderer.render(
                        model, sampled.orElseGet(() -> windows(incremental).all())));
    }

    /** Rows that are marked as deleted are never in the table. */
    private static String kept(Incremental incremental, String select) {
        return incremental.strategy() instanceof Incremental.Merge merge
                ? merge.deleted()
                        .map(marker -> "select * from (%s) as \"computed\" where (\"computed\".%s) is not true"
                                .formatted(
                                        select, DSL.using(SQLDialect.POSTGRES).render(marker.getUnqualifiedName())))
                        .orElse(select)
                : select;
    }

    /** How to bring the table up to date; empty if it is to be built anew. */
    Optional<Increment> increment(Node node, Model<?> model, Incremental incremental) {
        return table(node, incremental).map(table -> {
            var ranges = ranges(incremental, table);
            var open = ranges.isEmpty() ? ImmutableList.of(nothing(incremental)) : ranges;
            return new Increment(
                    deltaName(node.name()),
                    open.stream().map(range -> renderer.render(model, range)).collect(toImmutableList()),
                    change(node, incremental, open),
                    model.columns().stream().map(Column::getName).collect(toImmutableList()),
                    table.columns(),
                    incremental.schemaChange());
        });
    }

    /**
     * How a table that keeps its identity is given other rows, all of them computed anew; empty if there is no such table yet.
     *
     * @param select the query of all rows
     */
    Optional<Increment> inPlace(Node node, Supplier<String> select) {
        return Optional.ofNullable(state.tables().get(node.name()))
                .filter(table -> node.config().table().inPlace())
                .map(table -> new Increment(
                        BuildNames.buildName(node.name()),
                        ImmutableList.of(select.get()),
                        whole(node),
                        node.relation().columns().stream().map(Column::getName).collect(toImmutableList()),
                        table.columns(),
                        SchemaChange.FAIL));
    }

    private static Change whole(Node node) {
        var key = ImmutableList.copyOf(node.relation().primaryKey());
        var others = node.relation().columns().stream()
                .filter(column -> !key.contains(column))
                .collect(toImmutableList());
        return new Change.Whole(
                keys(node, key),
                others.stream().map(Column::getName).collect(toImmutableList()),
                comparedAsText(others));
    }

    /**
     * The batches in which a model's rows are computed: those of the increment, or all if it is built anew.
     *
     * @return empty if one statement computes them
     */
    Optional<Batches> batches(Node node, Optional<Increment> increment) {
        if (state.reduction().isPresent()
                || !(node.relation() instanceof Model<?> model)
                || !(node.config().materialization() instanceof Incremental incremental)
                || !(incremental.strategy() instanceof Incremental.ByInterval interval)) {
            return Optional.empty();
        }
        var ranges = table(node, incremental)
                .map(table -> ranges(incremental, table))
                .orElseGet(() -> windows(incremental).batches());
        if (ranges.size() < 2) {
            return Optional.empty();
        }
        var selects = increment
                .filter(it -> !(it.change() instanceof Change.Whole))
                .map(Increment::batches)
                .orElseGet(() -> ranges.stream()
                        .map(range -> renderer.render(model, range))
                        .collect(toImmutableList()));
        return Optional.of(new Batches(
                deltaName(node.name()),
                IntStream.range(0, ranges.size())
                        .mapToObj(i ->
                                new Batches.Batch(selects.get(i), inside(interval.eventTime(), List.of(ranges.get(i)))))
                        .collect(toImmutableList())));
    }

    /** The table that is there and may be brought up to date. */
    private Optional<BuiltTable> table(Node node, Incremental incremental) {
        var table = Optional.ofNullable(state.tables().get(node.name()));
        boolean anew = state.fullRefresh() && incremental.mayBeRebuilt();
        return table.filter(it -> !anew && !it.done().isEmpty());
    }

    /** What the run computes. */
    Coverage coverage(Node node, Incremental incremental) {
        var table = table(node, incremental);
        return new Coverage(
                table.isEmpty(),
                table.map(it -> ranges(incremental, it))
                        .orElse(ImmutableList.of(windows(incremental).all())),
                audit(node));
    }

    /** Whether the rows that stay have passed the checks of today. */
    boolean isAudited(Node node) {
        var table = state.tables().get(node.name());
        return table != null && table.audit().equals(Optional.of(audit(node)));
    }

    /**
     * Whether a check that the table passes before can only be broken within the delta: one that looks at a row at a time, and one of
     * uniqueness that the replaced keys or intervals make sure of.
     */
    boolean needsDeltaOnly(Node node, Check check) {
        return Audit.looksAtSingleRows(check)
                || (Audit.isUniqueness(check)
                        && isEnsured(
                                node.config().materialization(),
                                check.columns().stream().map(Field::getName).toList()));
    }

    /** Whether a replaced key or interval is among the columns, so that no row of the delta can be like one that stays. */
    private static boolean isEnsured(Materialization materialization, List<String> columns) {
        return switch (materialization) {
            case Incremental it ->
                switch (it.strategy()) {
                    case Incremental.Merge merge -> isIdentity(merge.key(), columns);
                    case Incremental.DeleteInsert delete -> isIdentity(delete.key(), columns);
                    case Incremental.ByInterval interval ->
                        columns.contains(interval.eventTime().getName());
                    case Incremental.Append ignored -> false;
                };
            case Snapshot snapshot -> isIdentity(snapshot.identity(), columns);
            default -> false;
        };
    }

    /** Whether rows that are the same in the columns have the same key, and are therefore replaced together. */
    private static boolean isIdentity(List<? extends Column<?>> key, List<String> columns) {
        return columns.containsAll(key.stream().map(Column::getName).toList());
    }

    /** A hash of what its checks ask. */
    static String audit(Node node) {
        var hasher = Hashing.sha256().newHasher();
        for (var check : node.checks()) {
            add(hasher, check.type());
            Audit.question(node.relation(), check).forEach(part -> add(hasher, RENDERER.renderInlined(part)));
        }
        return hasher.hash().toString().substring(0, 16);
    }

    /** With its length, so that parts cannot run into each other. */
    private static void add(Hasher hasher, String text) {
        hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_8);
    }

    private ImmutableList<TimeRange> ranges(Incremental incremental, BuiltTable table) {
        return windows(incremental).open(table.done(), state.backfill());
    }

    /** An empty stretch of time: the query returns no rows, and has its columns. */
    private TimeRange nothing(Incremental incremental) {
        var end = windows(incremental).all().to();
        return TimeRange.of(end, end);
    }

    private Windows windows(Incremental incremental) {
        return new Windows(incremental, parameters.get(Parameter.AS_OF));
    }

    private static Change change(Node node, Incremental incremental, List<TimeRange> ranges) {
        return switch (incremental.strategy()) {
            case Incremental.Append ignored -> new Change.Append();
            case Incremental.DeleteInsert it -> new Change.DeleteInsert(keys(node, it.key()));
            case Incremental.Merge it -> merge(node, it);
            case Incremental.ByInterval it -> new Change.Replace(inside(it.eventTime(), ranges));
        };
    }

    private static Condition inside(Column<?> eventTime, List<TimeRange> ranges) {
        Field<?> time = field(eventTime.getUnqualifiedName(), eventTime.getDataType());
        return or(ranges.stream().map(range -> range.contains(time)).toList());
    }

    private static Change merge(Node node, Incremental.Merge merge) {
        var keys = merge.key().stream().map(Column::getName).toList();
        var updated = merge.updated().orElse(node.relation().columns()).stream()
                .filter(column -> !keys.contains(column.getName()))
                .collect(toImmutableList());
        return new Change.Merge(
                keys(node, merge.key()),
                updated.stream().map(Column::getName).collect(toImmutableList()),
                comparedAsText(updated),
                merge.deleted().map(Column::getName));
    }

    /** The type json has no equality. */
    static ImmutableList<String> comparedAsText(List<? extends Column<?>> columns) {
        return columns.stream()
                .filter(column -> column.getType() == JSON.class)
                .map(Column::getName)
                .collect(toImmutableList());
    }

    static ImmutableList<Change.Key> keys(Node node, List<? extends Column<?>> columns) {
        return columns.stream()
                .map(column -> new Change.Key(column.getName(), !isNeverNull(node, column)))
                .collect(toImmutableList());
    }

    private static boolean isNeverNull(Node node, Column<?> column) {
        return node.checks().stream()
                .anyMatch(check -> check.type().equals("not_null")
                        && check.severity() == Severity.ERROR
                        && check.columns().stream().anyMatch(it -> it.getName().equals(column.getName())));
    }

    /**
     * That two values of a key are the same, NULL among them. Arrays of one element are equal if both elements are NULL, and can be hashed;
     * {@code IS NOT DISTINCT FROM} would mean a nested loop.
     */
    static Condition sameKey(Field<?> one, Field<?> other, boolean nullable) {
        return nullable
                ? DSL.condition("array[{0}] = array[{1}]", one, other)
                : one.coerce(Object.class).eq(other.coerce(Object.class));
    }

    /** How to go on with a snapshot; empty if it begins. A full refresh does not touch history. */
    Optional<Increment> increment(Node node, Model<?> model, Snapshot snapshot) {
        return Optional.ofNullable(state.tables().get(node.name()))
                .map(table -> new Increment(
                        deltaName(node.name()),
                        ImmutableList.of(
                                renderer.render(versions(node, model, snapshot).changes(table.columns()))),
                        versionMerge(node, model, snapshot),
                        model.columns().stream().map(Column::getName).collect(toImmutableList()),
                        table.columns(),
                        snapshot.schemaChange()));
    }

    /** The query of a snapshot that begins. */
    String whole(Node node, Model<?> model, Snapshot snapshot) {
        return renderer.render(versions(node, model, snapshot).first());
    }

    private Versions versions(Node node, Model<?> model, Snapshot snapshot) {
        return new Versions(node, model, snapshot, parameters.get(Parameter.AS_OF));
    }

    private static Change versionMerge(Node node, Model<?> model, Snapshot snapshot) {
        var others = model.columns().stream()
                .filter(column -> !snapshot.key().contains(column) && !column.equals(snapshot.validFrom()))
                .collect(toImmutableList());
        return new Change.Merge(
                ImmutableList.<Change.Key>builder()
                        .addAll(keys(node, snapshot.key()))
                        .add(new Change.Key(snapshot.validFrom().getName(), false))
                        .build(),
                others.stream().map(Column::getName).collect(toImmutableList()),
                comparedAsText(others),
                Optional.empty());
    }

    /** The delta stands beside the relation, under its name or what fits of it. */
    static RelationName deltaName(RelationName published) {
        var name = published.name() + "__delta";
        if (name.getBytes(StandardCharsets.UTF_8).length > 56) {
            name = Hashing.sha256()
                            .hashString(name, StandardCharsets.UTF_8)
                            .toString()
                            .substring(0, 40)
                    + "__delta";
        }
        return new RelationName(BuildNames.buildSchema(published.schema()), name);
    }
}
