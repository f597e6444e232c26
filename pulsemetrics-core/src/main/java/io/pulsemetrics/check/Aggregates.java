package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.abs;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.mode;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.percentileCont;
import static org.jooq.impl.DSL.stddevSamp;
import static org.jooq.impl.DSL.sum;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.AggregateRule.Kind;
import io.pulsemetrics.check.AggregateRule.Measured;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.AggregateFilterStep;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;

/**
 * Checks of all rows together: how many there are, what they amount to, how they are spread. There is at most one violation,
 * shown by the measure itself.
 *
 * <p>NULLs take no part in a measure of a column. A measure of no values is unknown, and passes; {@link #rowCount}, {@link
 * #atLeastOne}, {@link #containsValues} and {@link #recency} do not measure values and object to an empty relation.
 */
public final class Aggregates {
    private Aggregates() {}

    /** The relation has so many rows. An empty relation has 0. */
    public static Check rowCount(Bounds bounds) {
        return check("row_count", ImmutableList.of(), "row_count", Kind.STREAM, rows -> {
            var number = rows.over(countLarge());
            return Measured.of(bounds.outside(number), number.as("row_count"));
        });
    }

    /** At least one row has a value here. An empty relation fails. */
    public static Check atLeastOne(Field<?> column) {
        return of("at_least_one", column, Kind.STREAM, rows -> {
            var values = rows.over(count(column));
            return Measured.of(values.eq(inline(0)), values.as("values"));
        });
    }

    /** The values differ. A single value in all rows that have one fails; no values at all pass. */
    public static Check notConstant(Field<?> column) {
        var type = column.getType();
        boolean ordered = Comparable.class.isAssignableFrom(type) && type != Boolean.class && type != UUID.class;
        return of("not_constant", column, ordered ? Kind.STREAM : Kind.SORT, rows -> {
            if (ordered) {
                var least = rows.over(min(column.coerce(Object.class)));
                return Measured.of(least.eq(rows.over(max(column.coerce(Object.class)))), least.as("only_value"));
            }
            var values = rows.over(countDistinct(column));
            return Measured.of(values.eq(inline(1)), values.as("distinct_count"));
        });
    }

    /** The share of rows with a value, from 0 to 1. */
    public static Check notNullProportion(Field<?> column, Bounds bounds) {
        return proportion(column.getName() + "_not_null_proportion", column.isNotNull(), bounds)
                .with(ImmutableList.of(column), "not_null_proportion");
    }

    /** The share of rows for which the condition is true, from 0 to 1. Rows for which it is unknown count as the others. */
    public static Check proportion(String name, Condition condition, Bounds bounds, Field<?>... columns) {
        return proportion(name, condition, bounds).with(ImmutableList.copyOf(columns), "proportion");
    }

    private static Proportion proportion(String name, Condition condition, Bounds bounds) {
        return new Proportion(name, new AggregateRule(Kind.STREAM, rows -> {
            var share = rows.over(countLarge(), condition)
                    .cast(SQLDataType.NUMERIC)
                    .div(nullif(rows.over(countLarge()), inline(0L)));
            return Measured.of(bounds.outside(share), share.as("proportion"));
        }));
    }

    private record Proportion(String name, AggregateRule rule) {
        Check with(ImmutableList<Field<?>> columns, String type) {
            return new DeclaredCheck(type, columns, rule, CheckOptions.named(name));
        }
    }

    /** How many different values there are, NULL not among them. */
    public static Check distinctCount(Field<?> column, Bounds bounds) {
        return of("distinct_count", column, Kind.SORT, rows -> {
            var values = rows.over(countDistinct(column));
            return Measured.of(bounds.outside(values), values.as("distinct_count"));
        });
    }

    /** How many different values there are for each value, from 0 to 1; 1 if no value occurs twice. */
    public static Check uniqueProportion(Field<?> column, Bounds bounds) {
        return of("unique_proportion", column, Kind.SORT, rows -> {
            var share = rows.over(countDistinct(column))
                    .cast(SQLDataType.NUMERIC)
                    .div(nullif(rows.over(count(column)), inline(0)));
            return Measured.of(bounds.outside(share), share.as("unique_proportion"));
        });
    }

    /** Each of these values occurs. An empty relation fails. */
    public static <T> Check containsValues(Field<T> column, Collection<? extends T> values) {
        var inlined = RowRule.inlined(column, values);
        return of("contains_values", column, Kind.STREAM, rows -> {
            var missing = noCondition();
            var shown = new ArrayList<Field<?>>();
            for (var value : inlined) {
                var number = rows.over(countLarge(), column.eq(value));
                missing = missing.or(number.eq(inline(0L)));
                shown.add(number.as(String.valueOf(value.getName())));
            }
            return new Measured(ImmutableList.copyOf(shown), missing);
        });
    }

    /** The value that occurs most often, the least of those that occur as often, is one of these. */
    public static <T> Check mostCommonValue(Field<T> column, Collection<? extends T> values) {
        var inlined = RowRule.inlined(column, values);
        return of("most_common_value", column, Kind.SORT, rows -> {
            var most = rows.over(mode().withinGroupOrderBy(column));
            return Measured.of(most.notIn(inlined), most.as("most_common_value"));
        });
    }

    /** No two values differ only in upper and lower case. */
    public static Check consistentCasing(Field<String> column) {
        return of("consistent_casing", column, Kind.SORT, rows -> {
            var spellings = rows.over(countDistinct(column));
            var words = rows.over(countDistinct(lower(column)));
            return Measured.of(spellings.ne(words), spellings.as("spellings"), words.as("words"));
        });
    }

    /** The least value is between these, both included. */
    public static <T> Check minimum(Field<T> column, T from, T to) {
        return extreme("min", column, () -> min(column), from, to);
    }

    /** The greatest value is between these, both included. */
    public static <T> Check maximum(Field<T> column, T from, T to) {
        return extreme("max", column, () -> max(column), from, to);
    }

    private static <T> Check extreme(
            String type, Field<T> column, Supplier<? extends AggregateFilterStep<T>> extreme, T from, T to) {
        return of(type, column, Kind.STREAM, rows -> {
            var value = rows.over(extreme.get());
            var kind = column.getDataType();
            return Measured.of(value.notBetween(inline(from, kind), inline(to, kind)), value.as(type));
        });
    }

    /** The arithmetic mean. */
    public static Check mean(Field<? extends Number> column, Bounds bounds) {
        return measured("mean", column, Kind.STREAM, () -> avg(column), bounds);
    }

    /** The sum; of no values it is unknown, not 0. */
    public static Check sumBetween(Field<? extends Number> column, Bounds bounds) {
        return measured("sum", column, Kind.STREAM, () -> sum(column), bounds);
    }

    /** The standard deviation of a sample (divided by n - 1); of fewer than two values it is unknown. */
    public static Check stddev(Field<? extends Number> column, Bounds bounds) {
        return measured("stddev", column, Kind.STREAM, () -> stddevSamp(column), bounds);
    }

    /** The quantile, interpolated between neighbours; 0.5 is the median. */
    public static Check quantile(Field<? extends Number> column, double fraction, Bounds bounds) {
        checkArgument(fraction >= 0 && fraction <= 1, "a quantile of %s is not between 0 and 1", fraction);
        return measured(
                "quantile",
                column,
                Kind.SORT,
                () -> percentileCont(inline(BigDecimal.valueOf(fraction))).withinGroupOrderBy(column),
                bounds);
    }

    private static Check measured(
            String type,
            Field<? extends Number> column,
            Kind kind,
            Supplier<? extends AggregateFilterStep<BigDecimal>> aggregate,
            Bounds bounds) {
        return of(type, column, kind, rows -> {
            var value = rows.over(aggregate.get());
            return Measured.of(bounds.outside(value), value.as(type));
        });
    }

    /**
     * The newest row is not older than this. Rows after {@code asOf} do not count. An empty relation fails.
     *
     * @param column of timestamps, with or without time zone
     * @param asOf the instant to look back from, of the same type
     */
    public static <T> Check recency(Field<T> column, Duration atMost, Field<T> asOf) {
        checkArgument(!atMost.isNegative(), "a negative age: %s", atMost);
        var oldest = asOf.minus(DayToSecond.valueOf(atMost));
        return of("recency", column, Kind.STREAM, rows -> {
            var newest = rows.over(max(column), column.le(asOf));
            return Measured.of(newest.isNull().or(newest.lt(oldest)), newest.as("newest"));
        });
    }

    /**
     * No value lies further from the mean than so many standard deviations. A violation is a row.
     *
     * @param partition the mean and the deviation are those of the rows that agree on these; of all rows if there are none
     */
    public static Check withinStandardDeviations(
            Field<? extends Number> column, double deviations, Field<?>... partition) {
        var groups = partitionBy(partition);
        var mean = avg(column).over(groups).as("mean");
        var deviation = stddevSamp(column).over(groups).as("deviation");
        var rule = new WindowRule(
                ImmutableSet.<Field<?>>builder()
                        .add(column)
                        .add(partition)
                        .build()
                        .asList(),
                column.isNotNull(),
                ImmutableList.of(mean, deviation),
                ordered -> abs(WindowRule.of(ordered, column)
                                .coerce(BigDecimal.class)
                                .minus(WindowRule.of(ordered, mean)))
                        .gt(WindowRule.of(ordered, deviation).times(inline(BigDecimal.valueOf(deviations)))));
        return new DeclaredCheck(
                "within_n_stdevs",
                ImmutableList.of(column),
                rule,
                CheckOptions.named(column.getName() + "_within_n_stdevs"));
    }

    /**
     * The same aggregate check, asked of each group of rows that agree on the columns; NULL is a group of its own. A violation
     * is a group.
     */
    public static Check perGroup(Check aggregate, Field<?>... columns) {
        if (!(aggregate instanceof DeclaredCheck declared && declared.rule() instanceof AggregateRule rule)) {
            throw new IllegalArgumentException("%s is no check of all rows together and cannot be asked group by group"
                    .formatted(aggregate.name()));
        }
        return new DeclaredCheck(
                declared.type(),
                declared.columns(),
                new GroupedRule(rule, ImmutableList.copyOf(columns)),
                declared.options());
    }

    private static Check of(String type, Field<?> column, Kind kind, Function<Subject, Measured> measure) {
        return check(type, ImmutableList.of(column), column.getName() + "_" + type, kind, measure);
    }

    private static Check check(
            String type, ImmutableList<Field<?>> columns, String name, Kind kind, Function<Subject, Measured> measure) {
        return new DeclaredCheck(type, columns, new AggregateRule(kind, measure), CheckOptions.named(name));
    }
}
