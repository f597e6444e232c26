package io.pulsemetrics.models.staging;

import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.raw.tables.Sessions;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Table;

/** One row per session. */
public final class StgSessions extends Staging<StgSessions> {
    public static final StgSessions STG_SESSIONS = new StgSessions(root());

    private StgSessions(As as) {
        super(as, StgSessions::new);
    }

    private final Sessions s = source(SESSIONS, "s");

    public final Column<Long> SESSION_ID =
            column("session_id", s.SESSION_ID).primaryKey().describedAs("The session");
    public final Column<Long> USER_ID = column("user_id", s.USER_ID).notNull().describedAs("Who visited");
    public final Column<LocalDateTime> STARTED_AT = column("started_at", utc(s.SESSION_START))
            .notNull()
            .check(Staging::possible)
            .describedAs("Instant of the first action (UTC)");
    public final Column<LocalDateTime> ENDED_AT =
            column("ended_at", utc(s.SESSION_END)).describedAs("Instant of the last action (UTC)");
    public final Column<BigDecimal> DURATION_MINUTES =
            column("duration_minutes", s.DURATION_MINUTES).describedAs("Minutes from start to end");
    public final Column<String> DEVICE_TYPE =
            column("device_type", code(s.DEVICE_TYPE)).describedAs("Kind of device: desktop, mobile or tablet");
    public final Column<String> BROWSER = column("browser", text(s.BROWSER)).describedAs("Browser family");
    public final Column<Integer> PAGES_VIEWED =
            column("pages_viewed", s.PAGES_VIEWED).describedAs("Pages opened during the session");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", utc(s.CREATED_AT)).describedAs("Instant at which the source created the row (UTC)");

    @Override
    protected Version version() {
        return new Version(s.SESSION_ID, s.CREATED_AT, s._LOADED_AT);
    }

    @Override
    protected Table<?> raw() {
        return s;
    }

    @Override
    protected List<Check> ownChecks() {
        return List.of(recordedAfterItHappened(STARTED_AT, CREATED_AT));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Visits to the product, one row per session");
    }
}
