package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.examples.docs.FctDailySignups.FCT_DAILY_SIGNUPS;
import static io.pulsemetrics.model.Time.daysBetween;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lag;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.check.CustomCheck;
import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/** Sign-ups never pause for more than a week. */
final class NoGapInSignups extends CustomCheck {
    NoGapInSignups() {
        super("no_gap_in_signups");
    }

    @Override
    public Select<?> violations(Table<?> relation) {
        var day = FCT_DAILY_SIGNUPS.DATE;
        Field<LocalDate> before = lag(day).over(orderBy(day)).as("before");
        var days = select(day, before).from(relation).asTable("days");
        return select(days.fields())
                .from(days)
                .where(daysBetween(days.field(before), days.field(day)).gt(inline(7)));
    }
}
