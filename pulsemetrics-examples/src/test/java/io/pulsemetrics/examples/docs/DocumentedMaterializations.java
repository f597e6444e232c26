package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.lower;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.TableProperties;
import java.time.Duration;
import org.jooq.impl.SQLDataType;

/** What docs/materializations.md shows. */
final class DocumentedMaterializations {
    public static final InlineModel DAILY_EVENTS =
            InlineModel.define(Layer.tables("marts", "marts"), "daily_events", m -> {
                var e = m.source(EVENTS, "e", t -> t.EVENT_TIMESTAMP);
                var day = day(utc(e.EVENT_TIMESTAMP));
                var date = m.column("date", day).primaryKey();
                m.column("events", countLarge()).notNull();
                m.config(defaults -> defaults.materialized(
                        Materialization.interval(date, Grain.DAY).lookback(Duration.ofDays(3))));
                return select -> select.from(e).groupBy(day);
            });

    public static final InlineModel USER_HISTORY =
            InlineModel.define(Layer.tables("history", "history"), "user_history", m -> {
                var u = m.source(USERS, "u");
                var userId = m.column("user_id", u.USER_ID);
                m.column("country", u.COUNTRY);
                var validFrom = m.column("valid_from", SQLDataType.LOCALDATETIME);
                var validTo = m.column("valid_to", SQLDataType.LOCALDATETIME);
                m.config(defaults -> defaults.materialized(Materialization.snapshot(validFrom, validTo, userId)));
                return select -> select.from(u);
            });

    private DocumentedMaterializations() {}

    static ModelConfig stored(
            ModelConfig defaults, Column<String> COUNTRY, Column<Long> SIGNUPS, Column<Long> ACTIVATED) {
        return defaults.stored(TableProperties.none()
                .index(Index.on(COUNTRY, SIGNUPS.desc()).including(ACTIVATED))
                .index(Index.on(lower(COUNTRY)).where(SIGNUPS.gt(0L)))
                .enforcePrimaryKey()
                .fillfactor(90));
    }
}
