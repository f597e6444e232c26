package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.plan.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Compares the rows and columns of two relations. With a key, rows of one key are compared column by column, in one join; without one,
 * rows are counted that the other side does not have as often. Values of one type are compared as values, others as text.
 *
 * <p>As thread-safe as its session: not.
 */
public final class RelationDiff {
    private static final Field<Boolean> FROM_IS_THERE = field(name("f", "__there"), SQLDataType.BOOLEAN);
    private static final Field<Boolean> TO_IS_THERE = field(name("t", "__there"), SQLDataType.BOOLEAN);
    private static final Condition BOTH_ARE_THERE = FROM_IS_THERE.isTrue().and(TO_IS_THERE.isTrue());

    /** Types whose values can only be compared as text. */
    private static final ImmutableSet<String> WITHOUT_EQUALITY = ImmutableSet.of("json", "xml", "point", "polygon");

    private final Session session;
    private final Side from;
    private final Side to;
    private final ImmutableList<Pair> pairs;

    /**
     * One side of a comparison.
     *
     * @param query what gives its rows
     * @param columns its columns; a type that is not known is empty and fits every type
     */
    public record Side(String query, ImmutableList<ColumnType> columns) {}

    /**
     * What differs.
     *
     * @param onlyFrom columns that only the first has
     * @param onlyTo columns that only the second has
     * @param retyped columns of both whose types differ: {@code amount from integer to bigint}
     * @param rows what differs in the columns that both have
     */
    public record Result(
            ImmutableList<ColumnType> onlyFrom,
            ImmutableList<ColumnType> onlyTo,
            ImmutableList<String> retyped,
            Rows rows) {

        /** Whether both have the same columns and rows. */
        public boolean isEmpty() {
            return onlyFrom.isEmpty()
                    && onlyTo.isEmpty()
                    && retyped.isEmpty()
                    && rows.removed() + rows.added() + rows.changed() == 0;
        }
    }

    /**
     * How rows differ.
     *
     * @param from how many rows the first has
     * @param to how many rows the second has
     * @param removed rows that only the first has
     * @param added rows that only the second has
     * @param changed rows of one key that are not the same; 0 without a key
     * @param changedByColumn of these, how many differ in a column; columns that differ nowhere are missing
     * @param samples some of the rows that differ; none without a key
     */
    public record Rows(
            long from,
            long to,
            long removed,
            long added,
            long changed,
            ImmutableMap<String, Long> changedByColumn,
            ImmutableList<Sample> samples) {}

    /**
     * A row that differs.
     *
     * @param what {@code removed}, {@code added} or {@code changed}
     * @param key the values of its key
     */
    public record Sample(String what, ImmutableMap<String, String> key) {}

    /** A column as both sides have it. */
    private record Pair(ColumnType from, ColumnType to) {
        String name() {
            return from.name();
        }

        boolean isRetyped() {
            return !from.type().isEmpty()
                    && !to.type().isEmpty()
                    && !from.type().equals(to.type());
        }

        Field<?> of(String side) {
            Field<?> field = field(DSL.name(side, name()));
            boolean comparable =
                    !isRetyped() && !WITHOUT_EQUALITY.contains(from.type()) && !WITHOUT_EQUALITY.contains(to.type());
            return comparable ? field : field.cast(SQLDataType.CLOB);
        }

        Condition differs() {
            return of("f").coerce(Object.class).isDistinctFrom(of("t").coerce(Object.class));
        }

        Condition isSame() {
            return of("f").coerce(Object.class).eq(of("t").coerce(Object.class));
        }

        Field<String> text() {
            return DSL.coalesce(of("f").cast(SQLDataType.CLOB), of("t").cast(SQLDataType.CLOB))
                    .as(name());
        }
    }

    private RelationDiff(Session session, Side from, Side to) {
        this.session = session;
        this.from = from;
        this.to = to;
        this.pairs = from.columns().stream()
                .flatMap(column -> to.columns().stream()
                        .filter(other -> other.name().equals(column.name()))
                        .map(other -> new Pair(column, other)))
                .collect(toImmutableList());
    }

    /**
     * Compares.
     *
     * @param key columns that no two rows of a side have in common; empty for none, as if a side does not have them
     * @param samples how many rows that differ are told at most
     */
    public static Result compare(Session session, Side from, Side to, Set<String> key, int samples) {
        return new RelationDiff(session, from, to).compare(key, samples);
    }

    private Result compare(Set<String> key, int samples) {
        boolean keyed =
                !key.isEmpty() && pairs.stream().map(Pair::name).toList().containsAll(key);
        return new Result(
                without(from, to),
                without(to, from),
                pairs.stream()
                        .filter(Pair::isRetyped)
                        .map(pair -> "%s from %s to %s"
                                .formatted(
                                        pair.name(),
                                        pair.from().type(),
                                        pair.to().type()))
                        .collect(toImmutableList()),
                keyed ? byKey(key, samples) : asWholes());
    }

    private static ImmutableList<ColumnType> without(Side side, Side other) {
        return side.columns().stream()
                .filter(column ->
                        other.columns().stream().noneMatch(it -> it.name().equals(column.name())))
                .collect(toImmutableList());
    }

    private Rows byKey(Set<String> key, int samples) {
        var keys = pairs.stream().filter(pair -> key.contains(pair.name())).toList();
        var values = pairs.stream().filter(pair -> !key.contains(pair.name())).toList();
        var joined = rows("f")
                .fullJoin(rows("t"))
                .on(DSL.and(keys.stream().map(Pair::isSame).toList()));
        var changed = values.isEmpty()
                ? falseCondition()
                : BOTH_ARE_THERE.and(or(values.stream().map(Pair::differs).toList()));
        var counted = new ArrayList<SelectField<?>>(List.of(
                countLarge(FROM_IS_THERE),
                countLarge(TO_IS_THERE),
                countLarge().filterWhere(TO_IS_THERE.isNull()),
                countLarge().filterWhere(FROM_IS_THERE.isNull()),
                countLarge().filterWhere(changed)));
        int fixed = counted.size();
        values.forEach(pair -> counted.add(countLarge().filterWhere(BOTH_ARE_THERE.and(pair.differs()))));
        var counts = fetch(select(counted).from(joined)).getFirst();
        var byColumn = ImmutableMap.<String, Long>builder();
        for (int i = 0; i < values.size(); i++) {
            if (count(counts, fixed + i) > 0) {
                byColumn.put(values.get(i).name(), count(counts, fixed + i));
            }
        }
        var differing = select(DSL.when(TO_IS_THERE.isNull(), inline("removed"))
                        .when(FROM_IS_THERE.isNull(), inline("added"))
                        .otherwise(inline("changed")))
                .select(keys.stream().map(Pair::text).toList())
                .from(joined)
                .where(TO_IS_THERE.isNull().or(FROM_IS_THERE.isNull()).or(changed))
                .orderBy(keys.stream()
                        .map(Pair::text)
                        .map(text -> field(text.getUnqualifiedName()))
                        .toList())
                .limit(inline(samples));
        return new Rows(
                count(counts, 0),
                count(counts, 1),
                count(counts, 2),
                count(counts, 3),
                count(counts, 4),
                byColumn.buildOrThrow(),
                fetch(differing).stream().map(RelationDiff::sample).collect(toImmutableList()));
    }

    private static long count(Record row, int index) {
        return row.get(index, Long.class);
    }

    private static Sample sample(Record row) {
        var key = ImmutableMap.<String, String>builder();
        for (int i = 1; i < row.size(); i++) {
            key.put(String.valueOf(row.fields()[i].getName()), String.valueOf(row.get(i)));
        }
        return new Sample(String.valueOf(row.get(0)), key.buildOrThrow());
    }

    private Rows asWholes() {
        var ofFrom = pairs.stream().map(pair -> pair.of("f")).toList();
        var ofTo = pairs.stream().map(pair -> pair.of("t")).toList();
        var f = select(ofFrom).from(table(name("__f")).as("f"));
        var t = select(ofTo).from(table(name("__t")).as("t"));
        return new Rows(
                count(f),
                count(t),
                count(f.exceptAll(t)),
                count(t.exceptAll(f)),
                0,
                ImmutableMap.of(),
                ImmutableList.of());
    }

    private long count(Select<?> query) {
        return count(fetch(select(countLarge()).from(query.asTable("counted"))).getFirst(), 0);
    }

    private static Table<?> rows(String side) {
        return select(asterisk(), inline(true).as("__there"))
                .from(table(name("__" + side)))
                .asTable(side);
    }

    /** The rows of a query over both sides, whose own queries go through as they stand. */
    private List<Record> fetch(Select<?> query) {
        return session.fetch("with \"__f\" as (%s\n), \"__t\" as (%s\n) ".formatted(from.query(), to.query())
                + session.sql().renderInlined(query));
    }
}
