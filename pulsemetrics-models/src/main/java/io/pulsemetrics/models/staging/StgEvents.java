package io.pulsemetrics.models.staging;

import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.EventType;
import io.pulsemetrics.models.codes.Feature;
import io.pulsemetrics.models.raw.tables.Events;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Table;

/**
 * One row per event. A table, not a view as its siblings are: finding the one row of each event sorts all of them, and a view
 * would do so for each check and each reader.
 */
public final class StgEvents extends Staging<StgEvents> {
    public static final StgEvents STG_EVENTS = new StgEvents(root());

    private StgEvents(As as) {
        super(as, StgEvents::new);
    }

    private final Events e = source(EVENTS, "e");

    public final Column<Long> EVENT_ID =
            column("event_id", e.EVENT_ID).primaryKey().describedAs("The event");
    public final Column<Long> SESSION_ID =
            column("session_id", e.SESSION_ID).notNull().describedAs("Session it happened in");
    public final Column<Long> USER_ID = column("user_id", e.USER_ID).notNull().describedAs("Who acted");
    public final Column<String> EVENT_TYPE = column("event_type", code(e.EVENT_TYPE))
            .notNull()
            .acceptedValues(Code.all(EventType.class))
            .describedAs("What the user did");
    public final Column<String> FEATURE = column("feature", code(jsonbGetAttributeAsText(e.PROPERTIES, "feature")))
            .acceptedValues(Code.all(Feature.class))
            .describedAs("Feature that was used; NULL for an event that is not about one");
    public final Column<LocalDateTime> EVENT_AT = column("event_at", utc(e.EVENT_TIMESTAMP))
            .notNull()
            .check(Staging::possible)
            .describedAs("Instant of the action (UTC)");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", utc(e.CREATED_AT)).describedAs("Instant at which the source created the row (UTC)");

    @Override
    protected Version version() {
        return new Version(e.EVENT_ID, e.CREATED_AT, e._LOADED_AT);
    }

    @Override
    protected Table<?> raw() {
        return e;
    }

    @Override
    protected List<Check> ownChecks() {
        return List.of(
                recordedAfterItHappened(EVENT_AT, CREATED_AT),
                Check.expression(
                        "use_names_a_feature",
                        EVENT_TYPE.ne(EventType.FEATURE_USED.literal()).or(FEATURE.isNotNull()),
                        EVENT_TYPE));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.materialized(Materialization.table()).describedAs("Actions in the product, one row per event");
    }
}
