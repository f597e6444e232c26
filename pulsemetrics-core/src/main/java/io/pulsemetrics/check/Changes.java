package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.abs;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.AggregateRule.Kind;
import io.pulsemetrics.check.AggregateRule.Measured;
import java.math.BigDecimal;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jooq.AggregateFilterStep;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Checks of a relation beside what was last published under its name. There is at most one violation. A relation that was never
 * published, or without the column, passes: there is nothing to compare with. So does one that had no rows or values, or has none
 * now.
 */
public final class Changes {
    private Changes() {}

    /**
     * By how many percent the number of rows grew: -10 is a loss of a tenth.
     *
     * @param percent {@code Bounds.atLeast(-10)}: not more than a tenth is lost
     */
    public static Check rowCountGrowth(Bounds percent) {
        return change(new Measure("row_count", DSL::countLarge), percent, ImmutableList.of(), "row_count_growth");
    }

    /** By how many percent of its size the mean of the column grew. */
    public static Check meanGrowth(Field<? extends Number> column, Bounds percent) {
        return change(
                new Measure("mean", () -> avg(column)),
                percent,
                ImmutableList.of(column),
                column.getName() + "_mean_growth");
    }

    /**
     * The shares of the column's values moved by no more than this: half the sum of the differences of all shares (the total
     * variation distance), 0 for equal shares and 1 for values that are all new. For columns with few values.
     */
    public static Check shareDrift(Field<?> column, double most) {
        return drift("share_drift", column, DistributionRule.Distance.SHARES, most);
    }

    /**
     * The distribution of an ordered column moved by no more than this: the greatest difference, over all values, of the shares
     * of rows up to the value (the Kolmogorov-Smirnov statistic of two samples), from 0 to 1. For numbers and dates.
     */
    public static Check distributionDrift(Field<?> column, double most) {
        return drift("distribution_drift", column, DistributionRule.Distance.ORDERED, most);
    }

    private static Check drift(String type, Field<?> column, DistributionRule.Distance distance, double most) {
        checkArgument(most >= 0 && most <= 1, "a distance of %s is not between 0 and 1", most);
        return new DeclaredCheck(
                type,
                ImmutableList.of(column),
                new DistributionRule(column, distance, BigDecimal.valueOf(most)),
                CheckOptions.named(column.getName() + "_" + type));
    }

    /** @param aggregate a new one each time: it is changed when it is told which rows count */
    private record Measure(String name, Supplier<? extends AggregateFilterStep<? extends Number>> aggregate) {}

    private static Check change(Measure measure, Bounds percent, ImmutableList<Field<?>> columns, String name) {
        var rule = new AggregateRule(Kind.PUBLISHED, rows -> {
            var now = rows.over(measure.aggregate().get()).cast(SQLDataType.NUMERIC);
            var value = measure.aggregate().get().cast(SQLDataType.NUMERIC).as("value");
            Function<BigDecimal, Field<BigDecimal>> published = growth -> PublishedRows.value(
                    rows.select(value),
                    value,
                    before -> before.plus(abs(before).times(inline(growth)).div(inline(100))));
            var missed = noCondition();
            if (percent.least() != null) {
                missed = missed.or(now.lt(published.apply(percent.least())));
            }
            if (percent.most() != null) {
                missed = missed.or(now.gt(published.apply(percent.most())));
            }
            return Measured.of(
                    missed,
                    now.as(measure.name()),
                    PublishedRows.value(rows.select(value), value, UnaryOperator.identity())
                            .as("published_" + measure.name()));
        });
        return new DeclaredCheck(measure.name() + "_growth", columns, rule, CheckOptions.named(name));
    }
}
