package io.pulsemetrics.models.facts;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.daysBetween;
import static io.pulsemetrics.models.dimensions.DimChannel.DIM_CHANNEL;
import static io.pulsemetrics.models.dimensions.DimDate.DIM_DATE;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctSessions.FCT_SESSIONS;
import static io.pulsemetrics.models.staging.StgEvents.STG_EVENTS;
import static io.pulsemetrics.models.staging.StgSessions.STG_SESSIONS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.jooq.impl.DSL.choose;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.EventType;
import io.pulsemetrics.models.staging.StgEvents;
import io.pulsemetrics.models.staging.StgSessions;
import io.pulsemetrics.models.staging.StgUsers;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/** One row per event up to as-of. */
public final class FctEvents extends Fact<FctEvents> {
    public static final FctEvents FCT_EVENTS = new FctEvents(root());

    private FctEvents(As as) {
        super(as, FctEvents::new);
    }

    private final StgEvents e = ref(STG_EVENTS, "e");
    private final StgSessions s = ref(STG_SESSIONS, "s");
    private final StgUsers u = ref(STG_USERS, "u");

    public final Column<Long> EVENT_ID =
            column("event_id", e.EVENT_ID).primaryKey().describedAs("The event");
    public final Column<Long> SESSION_ID = column("session_id", e.SESSION_ID)
            .notNull()
            .references(() -> FCT_SESSIONS.SESSION_ID)
            .describedAs("Session it happened in");
    public final Column<Long> USER_ID = column("user_id", e.USER_ID)
            .notNull()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Who acted");
    public final Column<String> EVENT_TYPE =
            column("event_type", e.EVENT_TYPE).notNull().describedAs("What the user did");
    public final Column<String> FEATURE =
            column("feature", e.FEATURE).describedAs("Feature that was used; NULL for an event that is not about one");
    public final Column<LocalDateTime> EVENT_AT =
            column("event_at", e.EVENT_AT).notNull().describedAs("Instant of the action (UTC)");
    public final Column<LocalDate> EVENT_DATE =
            column("event_date", day(e.EVENT_AT)).notNull().describedAs("UTC day of the action");
    public final Column<Integer> DATE_KEY = column("date_key", dateKey(day(e.EVENT_AT)))
            .notNull()
            .references(() -> DIM_DATE.DATE_KEY)
            .describedAs("UTC day of the action as a number: yyyymmdd");
    public final Column<Integer> ENGAGEMENT_SCORE = column("engagement_score", score(e.EVENT_TYPE))
            .notNull()
            .atLeast(0)
            .describedAs("Points for what the user did, from 1 for a page view to 8 for an invitation");
    public final Column<Integer> DAYS_AFTER_SIGNUP = column(
                    "days_after_signup", daysBetween(day(u.SIGNED_UP_AT), day(e.EVENT_AT)))
            .notNull()
            .atLeast(0)
            .describedAs("UTC days from the user's sign-up to the action");
    public final Column<String> ACQUISITION_CHANNEL = column("acquisition_channel", u.ACQUISITION_CHANNEL)
            .notNull()
            .references(() -> DIM_CHANNEL.CHANNEL_KEY)
            .describedAs("How the user found us");
    public final Column<String> DEVICE_TYPE =
            column("device_type", s.DEVICE_TYPE).describedAs("Kind of device of the session");

    public final Column<Boolean> IS_WITHIN_SESSION = column(
                    "is_within_session",
                    DSL.field(s.USER_ID.eq(e.USER_ID).and(e.EVENT_AT.between(s.STARTED_AT, s.ENDED_AT))))
            .check(c -> Check.acceptedValues(c, List.of(true)).warn().tagged(COHERENCE))
            .describedAs(
                    "Whether the session's user did it between its start and its end; NULL where the end is not known");

    private static Field<Integer> score(Field<String> eventType) {
        Map<String, Integer> scores = new LinkedHashMap<>();
        for (var type : EventType.values()) {
            scores.put(type.code(), type.engagementScore());
        }
        return choose(eventType).mapValues(scores).otherwise(inline(0));
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(e)
                .leftJoin(s)
                .on(s.SESSION_ID.eq(e.SESSION_ID))
                .leftJoin(u)
                .on(u.USER_ID.eq(e.USER_ID))
                .where(e.EVENT_AT.le(asOf()));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("What users did, one row per event");
    }
}
