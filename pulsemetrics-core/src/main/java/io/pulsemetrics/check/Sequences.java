package io.pulsemetrics.check;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lag;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.localDateAdd;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.partitionBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.Table;
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
        var previous = lag(column).over(by(partition, column)).as("previous");
        return of(
                "sequential_values",
                column,
                new WindowRule(
                        used(partition, column),
                        column.isNotNull(),
                        ImmutableList.of(previous),
                        rows -> WindowRule.of(rows, column)
                                .ne(WindowRule.of(rows, previous).plus(inline(step, column.getDataType())))));
    }

    /** There is a row for each day between the first and the last. */
    public static Check noGaps(Field<LocalDate> column, Field<?>... partition) {
        return noGaps(column, DatePart.DAY, partition);
    }

    /**
     * No value is later than the one before by more than the step: {@code noGaps(MONTH, DatePart.MONTH)} for a column of months'
     * first days. A violation is the row after the gap.
     */
    public static Check noGaps(Field<LocalDate> column, DatePart step, Field<?>... partition) {
        var previous = lag(column).over(by(partition, column)).as("previous");
        return of(
                "no_gaps",
                column,
                new WindowRule(
                        used(partition, column),
                        column.isNotNull(),
                        ImmutableList.of(previous),
                        rows -> WindowRule.of(rows, column)
                                .gt(localDateAdd(WindowRule.of(rows, previous), inline(1), step)
                                        .cast(LocalDate.class))));
    }

    /** In the order of another column, each value is greater than the one before. */
    public static <T> Check increasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        var previous = lag(column).over(by(partition, orderedBy)).as("previous");
        return of(
                "increasing",
                column,
                monotonic(
                        column,
                        orderedBy,
                        partition,
                        previous,
                        rows -> WindowRule.of(rows, column).le(WindowRule.of(rows, previous))));
    }

    /** In the order of another column, each value is less than the one before. */
    public static <T> Check decreasing(Field<T> column, Field<?> orderedBy, Field<?>... partition) {
        var previous = lag(column).over(by(partition, orderedBy)).as("previous");
        return of(
                "decreasing",
                column,
                monotonic(
                        column,
                        orderedBy,
                        partition,
                        previous,
                        rows -> WindowRule.of(rows, column).ge(WindowRule.of(rows, previous))));
    }

    /**
     * Ranges that include both ends as far as they may touch: none begins before the one before it ends. A range without an upper
     * end is open and must be the last; one without a lower end, or that ends before it begins, is a violation.
     */
    public static <T> Check noOverlaps(Field<T> lower, Field<T> upper, Field<?>... partition) {
        return ranges("no_overlaps", new Ends<>(lower, upper), Gaps.ALLOWED, true, partition);
    }

    /** As {@link #noOverlaps}, for ranges that have a length and do or do not leave gaps. */
    public static <T> Check mutuallyExclusiveRanges(Field<T> lower, Field<T> upper, Gaps gaps, Field<?>... partition) {
        return ranges("mutually_exclusive_ranges", new Ends<>(lower, upper), gaps, false, partition);
    }

    private record Ends<T>(Field<T> lower, Field<T> upper) {}

    private static <T> Check ranges(String type, Ends<T> ends, Gaps gaps, boolean zeroLength, Field<?>... partition) {
        var lower = ends.lower();
        var upper = ends.upper();
        var order = partitionBy(List.of(partition))
                .orderBy(lower.asc().nullsFirst(), upper.asc().nullsLast());
        var next = lead(lower).over(order).as("next_" + lower.getName());
        var follows = lead(inline(1)).over(order).as("follows");
        var rule =
                new WindowRule(used(partition, lower, upper), noCondition(), ImmutableList.of(next, follows), rows -> {
                    var from = WindowRule.of(rows, lower);
                    var to = WindowRule.of(rows, upper);
                    var after = WindowRule.of(rows, next);
                    Condition overlap = switch (gaps) {
                        case ALLOWED -> to.gt(after);
                        case REQUIRED -> to.ge(after);
                        case NOT_ALLOWED -> to.ne(after);
                    };
                    return from.isNull()
                            .or(zeroLength ? from.gt(to) : from.ge(to))
                            .or(overlap)
                            .or(to.isNull().and(WindowRule.of(rows, follows).isNotNull()));
                });
        return new DeclaredCheck(
                type,
                ImmutableList.of(lower, upper),
                rule,
                CheckOptions.named("%s_%s_%s".formatted(lower.getName(), upper.getName(), type)));
    }

    private static <T> WindowRule monotonic(
            Field<T> column,
            Field<?> orderedBy,
            Field<?>[] partition,
            Field<T> previous,
            Function<Table<?>, Condition> violation) {
        return new WindowRule(
                used(partition, column, orderedBy),
                column.isNotNull().and(orderedBy.isNotNull()),
                ImmutableList.of(previous),
                violation);
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
