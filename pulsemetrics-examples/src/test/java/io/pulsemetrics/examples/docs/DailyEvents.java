package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.raw.tables.Events;
import java.time.Duration;
import java.time.LocalDate;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/** One row per UTC day with an event; the last three days are computed again by each run. */
public final class DailyEvents extends Model<DailyEvents> {
    public static final DailyEvents DAILY_EVENTS = new DailyEvents(root());

    private DailyEvents(As as) {
        super(as, DailyEvents::new, Layer.tables("marts", "marts"));
    }

    private final Events e = source(EVENTS, "e", t -> t.EVENT_TIMESTAMP);

    public final Column<LocalDate> DATE =
            column("date", day(utc(e.EVENT_TIMESTAMP))).primaryKey();
    public final Column<Long> EVENT_COUNT = column("event_count", countLarge()).notNull();

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(e).groupBy(day(utc(e.EVENT_TIMESTAMP)));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.materialized(Materialization.interval(DATE, Grain.DAY).lookback(Duration.ofDays(3)));
    }
}
