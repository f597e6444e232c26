package io.pulsemetrics.models.metrics;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.model.Time;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the figures of all metric models have in common: their types, and how they are divided. */
final class Figures {
    /** USD with two decimals. */
    static final DataType<BigDecimal> MONEY = SQLDataType.NUMERIC(14, 2);

    static final BigDecimal ZERO = BigDecimal.ZERO;
    static final BigDecimal ONE = BigDecimal.ONE;
    private static final int MONTHS_A_YEAR = 12;

    private Figures() {}

    /** The quotient as PostgreSQL divides numerics, with at least 16 significant digits; NULL if the divisor is 0 or NULL. */
    static Field<BigDecimal> ratio(Field<? extends Number> dividend, Field<? extends Number> divisor) {
        return exact(dividend).div(nullif(exact(divisor), inline(ZERO)));
    }

    /** The product, without the scale of either. */
    static Field<BigDecimal> product(Field<? extends Number> left, Field<? extends Number> right) {
        return exact(left).times(exact(right));
    }

    private static Field<BigDecimal> exact(Field<? extends Number> number) {
        return number.cast(SQLDataType.NUMERIC);
    }

    /** An amount of money; 0 where there is none. */
    static Field<BigDecimal> money(Field<? extends Number> amount) {
        return coalesce(exact(amount), inline(ZERO)).cast(MONEY);
    }

    /** Annual recurring revenue: twelve times the MRR. */
    static Field<BigDecimal> annual(Field<BigDecimal> mrr) {
        return product(mrr, inline(MONTHS_A_YEAR)).cast(MONEY);
    }

    /** A count; 0 where there is nothing to count. */
    static Field<Long> number(Field<? extends Number> count) {
        return coalesce(count.cast(SQLDataType.BIGINT), inline(0L));
    }

    /** The sum of counts; 0 where there is nothing to add. */
    static Field<Long> total(Field<? extends Number> count) {
        return number(sum(count));
    }

    /** The sum of counts up to and including each day or month. */
    static Field<Long> running(Field<? extends Number> change, Field<LocalDate> by) {
        return number(sum(change).over(DSL.orderBy(by)));
    }

    /** The sum of money up to and including each day or month. */
    static Field<BigDecimal> runningMoney(Field<BigDecimal> change, Field<LocalDate> by) {
        return money(sum(change).over(DSL.orderBy(by)));
    }

    /** How many rows begin to fulfil a condition that did not hold before, less those that cease to. */
    static Field<Long> net(Condition before, Condition after) {
        return countLarge().filterWhere(after.andNot(before)).minus(countLarge().filterWhere(before.andNot(after)));
    }

    /** Whether the month that begins on this day ended before the day of as-of. */
    static Field<Boolean> complete(Field<LocalDate> month, Field<LocalDate> asOf) {
        return DSL.field(Time.plusMonths(month, 1).le(asOf));
    }
}
