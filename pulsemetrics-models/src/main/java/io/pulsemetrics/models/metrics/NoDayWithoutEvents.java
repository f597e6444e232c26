package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.metrics.FctDailyMetrics.FCT_DAILY_METRICS;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.check.CustomCheck;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/**
 * No day is without events in the midst of days that have many: the load of that day is missing. Many are 30 a day on average of the week
 * before and after; of as many, chance would leave a day without any once in ten million million. The last day may have only begun.
 */
final class NoDayWithoutEvents extends CustomCheck {
    private static final int DAYS = 7;
    private static final BigDecimal MANY = BigDecimal.valueOf(30);

    NoDayWithoutEvents() {
        super("no_day_without_events");
    }

    @Override
    public Select<?> violations(Table<?> relation) {
        var d = FCT_DAILY_METRICS;
        Field<BigDecimal> usual = avg(d.EVENTS)
                .over(orderBy(d.DATE).rowsBetweenPreceding(DAYS).andFollowing(DAYS))
                .as("usual");
        Field<LocalDate> next = lead(d.DATE).over(orderBy(d.DATE)).as("next");
        var days = select(d.DATE, d.EVENTS, usual, next).from(relation).asTable("days");
        return select(days.field(d.DATE), days.field(usual))
                .from(days)
                .where(
                        days.field(d.EVENTS).eq(inline(0L)),
                        days.field(usual).ge(inline(MANY)),
                        days.field(next).isNotNull());
    }
}
