package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.AggregateRule.Kind;
import io.pulsemetrics.check.AggregateRule.Measured;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a relation beside another one. The other is asked for when the check runs, so that two models may be compared with
 * each other; a {@code where} is about the rows of the relation that the check belongs to.
 */
public final class Comparisons {
    private Comparisons() {}

    /**
     * The columns have the same rows as those of the same names in the other relation, each as often; NULL equals NULL. A violation is a
     * row that one has more often. Two empty relations are equal.
     */
    public static Check equality(Supplier<? extends @Nullable Table<?>> other, Field<?>... columns) {
        return equality(other, ImmutableList.copyOf(columns), EqualityRule.EXACT);
    }

    /** As {@link #equality}, of numbers that are rounded to so many decimals before they are compared. */
    public static Check equalityRounded(
            int decimals, Supplier<? extends @Nullable Table<?>> other, Field<?>... columns) {
        checkArgument(decimals >= 0, "numbers cannot be rounded to %s decimals", decimals);
        return equality(other, ImmutableList.copyOf(columns), decimals);
    }

    private static Check equality(
            Supplier<? extends @Nullable Table<?>> other, ImmutableList<Field<?>> compared, int decimals) {
        return new DeclaredCheck(
                "equality", compared, new EqualityRule(compared, other, decimals), CheckOptions.named("equality"));
    }

    /** Each value occurs as often as in the other relation's column; NULL is a value. A violation is a value. */
    public static <T> Check cardinalityEquality(
            Field<T> column, Supplier<? extends @Nullable TableField<?, T>> target) {
        return new DeclaredCheck(
                "cardinality_equality",
                ImmutableList.of(column),
                new CardinalityRule(column, target),
                CheckOptions.named(column.getName() + "_cardinality_equality"));
    }

    /** There are as many rows as in the other relation. At most one violation. */
    public static Check equalRowCount(Supplier<? extends @Nullable Table<?>> other) {
        return rowCounts("equal_row_count", other, Field::ne);
    }

    /** There are fewer rows than in the other relation. At most one violation; two empty relations fail. */
    public static Check fewerRowsThan(Supplier<? extends @Nullable Table<?>> other) {
        return rowCounts("fewer_rows_than", other, Field::ge);
    }

    private static Check rowCounts(
            String type,
            Supplier<? extends @Nullable Table<?>> other,
            BiFunction<Field<Long>, Field<Long>, Condition> violation) {
        var rule = new AggregateRule(
                rows -> {
                    var number = rows.over(countLarge());
                    var others = field(select(countLarge()).from(required(other)));
                    return Measured.of(
                            violation.apply(number, others), number.as("row_count"), others.as("other_row_count"));
                },
                Kind.STREAM,
                ImmutableList.of(other::get));
        return new DeclaredCheck(type, ImmutableList.of(), rule, CheckOptions.named(type));
    }

    static Table<?> required(Supplier<? extends @Nullable Table<?>> other) {
        var table = other.get();
        if (table == null) {
            throw new IllegalArgumentException("the relation to compare with is null");
        }
        return table;
    }
}
