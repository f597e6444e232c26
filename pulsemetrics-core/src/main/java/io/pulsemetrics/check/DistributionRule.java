package io.pulsemetrics.check;

import static org.jooq.impl.DSL.abs;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The values are spread as they were when the relation was last published. Without values on either side there is nothing to
 * compare.
 *
 * @param distance how the spreads are compared
 * @param most the greatest distance that passes, from 0 to 1
 */
record DistributionRule(Field<?> column, Distance distance, BigDecimal most) implements QueryRule {

    /** How far two distributions are apart, from 0 for equal ones to 1 for ones that have nothing in common. */
    enum Distance {
        /** Total variation: half the sum of the differences of the values' shares. */
        SHARES,
        /** Kolmogorov-Smirnov: the greatest difference of the shares of rows up to a value. */
        ORDERED
    }

    @Override
    public boolean comparesPublished() {
        return true;
    }

    @Override
    public Select<?> violations(Subject subject) {
        var value = column.coerce(Object.class).as("value");
        var share = countLarge()
                .cast(SQLDataType.NUMERIC)
                .div(sum(countLarge()).over())
                .as("share");
        var shares = subject.select(value, share).and(column.isNotNull()).groupBy(column);
        var now = shares.asTable("now");
        var before = PublishedRows.of(shares);
        var here = WindowRule.of(now, share).as("here");
        var there = WindowRule.of(before, share).as("there");
        var none = inline(BigDecimal.ZERO);
        var gap = coalesce(WindowRule.of(now, share), none).minus(coalesce(WindowRule.of(before, share), none));
        var either = coalesce(WindowRule.of(now, value), WindowRule.of(before, value));
        var joined = select(here, there, compared(gap, either).as("gap"))
                .from(now)
                .fullOuterJoin(before)
                .on(WindowRule.of(now, value).eq(WindowRule.of(before, value)))
                .asTable("gaps");
        var apart = apart(joined);
        return select(apart.as("distance"))
                .from(joined)
                .having(
                        apart.gt(inline(most)),
                        count(joined.field(here)).gt(inline(0)),
                        count(joined.field(there)).gt(inline(0)));
    }

    private Field<BigDecimal> compared(Field<BigDecimal> gap, Field<?> value) {
        return switch (distance) {
            case SHARES -> gap;
            case ORDERED -> sum(gap).over(orderBy(value));
        };
    }

    private Field<BigDecimal> apart(Table<?> gaps) {
        var gap = abs(gaps.field("gap", SQLDataType.NUMERIC));
        return switch (distance) {
            case SHARES -> sum(gap).div(inline(2));
            case ORDERED -> max(gap);
        };
    }
}
