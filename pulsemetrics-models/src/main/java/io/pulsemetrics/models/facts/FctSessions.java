package io.pulsemetrics.models.facts;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.models.dimensions.DimDate.DIM_DATE;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.staging.StgSessions.STG_SESSIONS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.staging.StgSessions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** One row per session that started up to as-of, with what happened in it up to then. */
public final class FctSessions extends Fact<FctSessions> {
    private static final BigDecimal ENGAGED_MINUTES = BigDecimal.valueOf(5);
    private static final long ENGAGED_EVENTS = 3;
    /** Longer than a day is not a visit, and NaN is longer than everything. */
    private static final BigDecimal LONGEST_MINUTES = BigDecimal.valueOf(24 * 60);

    public static final FctSessions FCT_SESSIONS = new FctSessions(root());

    private FctSessions(As as) {
        super(as, FctSessions::new);
    }

    private final StgSessions s = ref(STG_SESSIONS, "s");
    private final FctEvents e = ref(FCT_EVENTS, "e");

    /** Events by session and feature: counting distinct features from here needs no sort of the events. */
    private final class FeatureUse extends Step<FeatureUse> {
        private FeatureUse(As as) {
            super(as, FeatureUse::new);
        }

        final Column<Long> SESSION_ID = column("session_id", e.SESSION_ID);
        final Column<String> FEATURE = column("feature", e.FEATURE);
        final Column<Long> EVENTS = column("events", countLarge(e.EVENT_ID));
        final Column<Long> SCORE = column("score", whole(e.ENGAGEMENT_SCORE));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(e).groupBy(e.SESSION_ID, e.FEATURE);
        }
    }

    private final FeatureUse f = step(FeatureUse::new).as("f");

    /** What happened in each session. */
    private final class Activity extends Step<Activity> {
        private Activity(As as) {
            super(as, Activity::new);
        }

        final Column<Long> SESSION_ID = column("session_id", f.SESSION_ID);
        final Column<Long> EVENTS = column("events", whole(f.EVENTS));
        final Column<Long> FEATURES = column("features", countLarge(f.FEATURE));
        final Column<Long> SCORE = column("score", whole(f.SCORE));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(f).groupBy(f.SESSION_ID);
        }
    }

    private final Activity a = step(Activity::new).as("a");
    private final Field<Long> events = coalesce(a.EVENTS, inline(0L));

    public final Column<Long> SESSION_ID =
            column("session_id", s.SESSION_ID).primaryKey().describedAs("The session");
    public final Column<Long> USER_ID = column("user_id", s.USER_ID)
            .notNull()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Who visited");
    public final Column<LocalDateTime> STARTED_AT =
            column("started_at", s.STARTED_AT).notNull().describedAs("Instant of the first action (UTC)");
    public final Column<LocalDateTime> ENDED_AT =
            column("ended_at", s.ENDED_AT).describedAs("Instant of the last action (UTC), as the source recorded it");
    public final Column<LocalDate> SESSION_DATE =
            column("session_date", day(s.STARTED_AT)).notNull().describedAs("UTC day of the start");
    public final Column<Integer> DATE_KEY = column("date_key", dateKey(day(s.STARTED_AT)))
            .notNull()
            .references(() -> DIM_DATE.DATE_KEY)
            .describedAs("UTC day of the start as a number: yyyymmdd");
    public final Column<BigDecimal> DURATION_MINUTES = column("duration_minutes", s.DURATION_MINUTES)
            .atLeast(BigDecimal.ZERO)
            .atMost(LONGEST_MINUTES)
            .describedAs("Minutes from start to end");
    public final Column<Integer> PAGES_VIEWED =
            column("pages_viewed", s.PAGES_VIEWED).atLeast(0).describedAs("Pages opened");
    public final Column<Long> EVENT_COUNT =
            column("event_count", events).notNull().atLeast(0L).describedAs("Events of the session");
    public final Column<Long> DISTINCT_FEATURES = column("distinct_features", coalesce(a.FEATURES, inline(0L)))
            .notNull()
            .atLeast(0L)
            .describedAs("Different features used");
    public final Column<Long> ENGAGEMENT_SCORE = column("engagement_score", coalesce(a.SCORE, inline(0L)))
            .notNull()
            .atLeast(0L)
            .describedAs("Sum of the engagement scores of the events");
    public final Column<Boolean> IS_ENGAGED = column(
                    "is_engaged",
                    coalesce(
                            DSL.field(s.DURATION_MINUTES
                                    .ge(inline(ENGAGED_MINUTES))
                                    .and(events.ge(inline(ENGAGED_EVENTS)))),
                            inline(false)))
            .notNull()
            .describedAs("Whether it lasted at least 5 minutes and had at least 3 events");
    public final Column<Long> SESSION_NUMBER = column(
                    "session_number",
                    rowNumber()
                            .over()
                            .partitionBy(s.USER_ID)
                            .orderBy(s.STARTED_AT, s.SESSION_ID)
                            .cast(SQLDataType.BIGINT))
            .notNull()
            .atLeast(1L)
            .describedAs("Number of the session among the user's, by start, then by session_id");
    public final Column<String> DEVICE_TYPE =
            column("device_type", s.DEVICE_TYPE).describedAs("Kind of device: desktop, mobile or tablet");
    public final Column<String> BROWSER = column("browser", s.BROWSER).describedAs("Browser family");

    private static Field<Long> whole(Field<? extends Number> summed) {
        return sum(summed).cast(SQLDataType.BIGINT);
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(s).leftJoin(a).on(a.SESSION_ID.eq(s.SESSION_ID)).where(s.STARTED_AT.le(asOf()));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.unique(USER_ID, SESSION_NUMBER),
                Check.expression("ends_after_it_starts", ENDED_AT.ge(STARTED_AT), STARTED_AT, ENDED_AT),
                Check.expression(
                                "pages_mean_events",
                                PAGES_VIEWED.eq(inline(0)).or(EVENT_COUNT.gt(inline(0L))),
                                PAGES_VIEWED,
                                EVENT_COUNT)
                        .warn()
                        .tagged(COHERENCE));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Visits to the product, one row per session");
    }
}
