package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lag;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.localDateAdd;
import static org.jooq.impl.DSL.localDateTimeAdd;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.partitionBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.WindowSpecification;

/**
 * Checks of rows in an order: each is compared with its neighbour. The rows are taken together, or separately for each
 * combination of values of the partition's columns, NULL being a value of its own there.
 *
 * <p>Rows whose value is NULL take no part. A relation with fewer than two rows passes.
 */
public final class Sequences {
    private Sequences() {}

    /** What may lie between the end of a range and the start of the next one. */
    public enum Gaps {
        /** A range may begin where the one before ends, or later. */
        ALLOWED,
        /** A range begins later than the one before ends. */
        REQUIRED,
        /** A range begins where the one before ends. */
        NOT_ALLOWED
    }

    /** Each value is the one before plus the step; one that occurs twice is a violation. */
    public static <T extends Number> Check sequentialValues(Field<T> column, T step, Field<?>... partition) {
        return sequential(column, previous -> previous.plus(inline(step, column.getDataType())), partition);
    }

    /**
     * Each value is the one before plus so many of the parts, such as an hour; one that occurs twice is a violation.
     *
     * @param column of days, or of timestamps without time zone
     */
    public static <T extends Temporal> Check sequentialValues(
            Field<T> column, int number, DatePart part, Field<?>... partition) {
        requireWithoutZone(column);
        return sequential(column, previous -> later(previous, number, part), partition);
    }

    private static <T> Check sequential(Field<T> column, UnaryOperator<Field<T>> next, Field<?>... partition) {
        var previous = lag(column).over(by(partition, column)).as("previous");
        return of(
                "sequential_values",
                column,
                new WindowRule(
                        used(partition, column),
                        column.isNotNull(),
                        ImmutableList.of(previous),
                        rows -> WindowRule.of(rows, column).ne(next.apply(WindowRule.of(rows, previous)))));
    }

    private static void requireWithoutZone(Field<? extends Temporal> column) {
        checkArgument(
                column.getType() == LocalDate.class || column.getType() == LocalDateTime.class,
                "%s is neither a date nor a timestamp without time zone, and its steps depend on a time zone",
                column.getName());
    }

    /** So many parts after a day or a timestamp without time zone. */
    private static <T extends Temporal> Field<T> later(Field<T> time, int number, DatePart part) {
        var later = time.getType() == LocalDate.class
                ? localDateAdd(time.coerce(LocalDate.class), inline(number), part)
                : localDateTimeAdd(time.coerce(LocalDateTime.class), inline(number), part);
        return later.cast(time.getDataType());
    }

    /** There is a row for each day between the first and the last. */
    public static Check noGaps(Field<LocalDate> column, Field<?>... partition) {
        return noGaps(column, DatePart.DAY, partition);
    }

    /**
     * No value is later than the one before by more than the step: {@code noGaps(MONTH, DatePart.MONTH)} for a column of months'
     * first days. A violation is the row after the gap.
     *
     * @param column of days, or of timestamps without time zone
     */
    public static <T extends Temporal> Check noGaps(Field<T> column, DatePart step, Field<?>... partition) {
        requireWithoutZone(column);
        var previous = lag(column).over(by(partition, column)).as("previous");
        return of(
                "no_gaps",
                column,
                new WindowRule(
                        used(partition, column),
                        column.isNotNull(),
                        ImmutableList.of(previous),
                        rows -> WindowRule.of(rows, column).gt(later(WindowRule.of(rows, previous), 1, step))));
    }

    /** In the order of another column, each value is greater than the one before. */
    public static <T> Check increasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        return of("increasing", column, monotonic(column, orderedBy, partition, Field::le));
    }

    /** In the order of another column, each value is less than the one before. */
    public static <T> Check decreasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        return of("decreasing", column, monotonic(column, orderedBy, partition, Field::ge));
    }

    /** In the order of another column, no value is less than the one before. */
    public static <T> Check notDecreasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        return of("not_decreasing", column, monotonic(column, orderedBy, partition, Field::lt));
    }

    /** In the order of another column, no value is greater than the one before. */
    public static <T> Check notIncreasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        return of("not_increasing", column, monotonic(column, orderedBy, partition, Field::gt));
    }

    private static <T> WindowRule monotonic(
            Field<T> column,
            Field<?> orderedBy,
            Field<?>[] partition,
            BiFunction<Field<T>, Field<T>, Condition> violation) {
        var previous = lag(column).over(by(partition, orderedBy)).as("previous");
        return new WindowRule(
                used(partition, column, orderedBy),
                column.isNotNull().and(orderedBy.isNotNull()),
                ImmutableList.of(previous),
                rows -> violation.apply(WindowRule.of(rows, column), WindowRule.of(rows, previous)));
    }

    /**
     * Ranges that include both ends as far as they may touch: none begins before the one before it ends. A range without an upper
     * end is open and must be the last; one without a lower end, or that ends before it begins, is a violation.
     */
    public static <T> Check noOverlaps(Field<T> lower, Field<T> upper, Field<?>... partition) {
        return ranges("no_overlaps", new Ranges<>(lower, upper, Gaps.ALLOWED, true), partition);
    }

    /** As {@link #noOverlaps}, for ranges that have a length and do or do not leave gaps. */
    public static <T> Check mutuallyExclusiveRanges(Field<T> lower, Field<T> upper, Gaps gaps, Field<?>... partition) {
        return ranges("mutually_exclusive_ranges", new Ranges<>(lower, upper, gaps, false), partition);
    }

    private static <T> Check ranges(String type, Ranges<T> ranges, Field<?>... partition) {
        var lower = ranges.lower();
        var upper = ranges.upper();
        var order = partitionBy(List.of(partition))
                .orderBy(lower.asc().nullsFirst(), upper.asc().nullsLast());
        var next = lead(lower).over(order).as("next_" + lower.getName());
        var rule = new WindowRule(
                used(partition, lower, upper),
                noCondition(),
                ImmutableList.of(next),
                rows -> ranges.violation(
                        WindowRule.of(rows, lower), WindowRule.of(rows, upper), WindowRule.of(rows, next)));
        return new DeclaredCheck(
                type,
                ImmutableList.of(lower, upper),
                rule,
                CheckOptions.named("%s_%s_%s".formatted(lower.getName(), upper.getName(), type)));
    }

    /** What must hold of ranges. */
    private record Ranges<T>(Field<T> lower, Field<T> upper, Gaps gaps, boolean mayBeEmpty) {

        /** @param next the lower end of the next range; NULL for the last one only, since ranges without one come first */
        Condition violation(Field<T> from, Field<T> to, Field<T> next) {
            Condition touches = switch (gaps) {
                case ALLOWED -> to.gt(next);
                case REQUIRED -> to.ge(next);
                case NOT_ALLOWED -> to.ne(next);
            };
            return from.isNull()
                    .or(mayBeEmpty ? from.gt(to) : from.ge(to))
                    .or(touches)
                    .or(to.isNull().and(next.isNotNull()));
        }
    }

    private static Check of(String type, Field<?> column, Rule rule) {
        return new DeclaredCheck(
                type, ImmutableList.of(column), rule, CheckOptions.named(column.getName() + "_" + type));
    }

    private static WindowSpecification by(Field<?>[] partition, Field<?> order) {
        return partitionBy(List.of(partition)).orderBy(order);
    }

    private static ImmutableList<Field<?>> used(Field<?>[] partition, Field<?>... columns) {
        return ImmutableSet.<Field<?>>builder()
                .add(partition)
                .add(columns)
                .build()
                .asList();
    }
}
