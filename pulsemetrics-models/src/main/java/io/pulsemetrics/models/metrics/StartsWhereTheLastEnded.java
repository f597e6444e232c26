package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.plusMonths;
import static io.pulsemetrics.models.metrics.FctMonthlyMetrics.FCT_MONTHLY_METRICS;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lag;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.check.CustomCheck;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/**
 * Each month of {@link FctMonthlyMetrics} follows the month before and starts with the MRR and the customers with which that
 * ended; the first starts with none.
 */
final class StartsWhereTheLastEnded extends CustomCheck {
    StartsWhereTheLastEnded() {
        super("starts_where_the_last_ended");
    }

    @Override
    public Select<?> violations(Table<?> relation) {
        var m = FCT_MONTHLY_METRICS;
        Field<LocalDate> lastMonth = lag(m.MONTH).over(orderBy(m.MONTH)).as("last_month");
        Field<BigDecimal> lastMrr = lag(m.MRR_END).over(orderBy(m.MONTH)).as("last_mrr_end");
        Field<Long> lastCustomers = lag(m.CUSTOMERS_END).over(orderBy(m.MONTH)).as("last_customers_end");
        var months = select(m.MONTH, m.MRR_START, m.CUSTOMERS_START, lastMonth, lastMrr, lastCustomers)
                .from(relation)
                .asTable("months");
        return select(months.fields())
                .from(months)
                .where(months.field(m.MRR_START)
                        .ne(coalesce(months.field(lastMrr), inline(ZERO)))
                        .or(months.field(m.CUSTOMERS_START).ne(coalesce(months.field(lastCustomers), inline(0L))))
                        .or(months.field(m.MONTH).ne(plusMonths(months.field(lastMonth), 1))));
    }
}
