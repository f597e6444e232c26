package io.pulsemetrics.models.facts;

import static io.pulsemetrics.models.RawRow.event;
import static io.pulsemetrics.models.RawRow.session;
import static io.pulsemetrics.models.RawRow.use;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.facts.FctSessions.FCT_SESSIONS;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.SaasWarehouse;
import java.math.BigDecimal;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class FactsTest {
    private static final String AS_OF = "2026-03-10T12:00";
    private static final String ONE_MINUTE_LATER = "2026-03-10T12:01";

    @Test
    void tell_what_users_did_up_to_as_of(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2025-12-31T23:59"),
                        session(1, 1, "2026-01-01T00:00").with(SESSIONS.DEVICE_TYPE, "mobile"),
                        event(1, 1, 1, "2026-01-01T00:00"),
                        use(2, 1, 1, AS_OF, "reports"),
                        event(3, 1, 1, "2026-01-01T00:01").with(EVENTS.EVENT_TYPE, "invite_sent"),
                        event(4, 1, 1, ONE_MINUTE_LATER))
                .build(AS_OF);

        assertThat(warehouse.rows(FCT_EVENTS, FCT_EVENTS.fields()))
                .containsExactly(
                        "1 | 1 | 1 | page_view | null | 2026-01-01T00:00 | 2026-01-01 | 20260101 | 1 | 1 | organic | mobile | true",
                        "2 | 1 | 1 | feature_used | reports | 2026-03-10T12:00 | 2026-03-10 | 20260310 | 5 | 69 | organic | mobile | false",
                        "3 | 1 | 1 | invite_sent | null | 2026-01-01T00:01 | 2026-01-01 | 20260101 | 8 | 1 | organic | mobile | true");
    }

    @Test
    void tell_what_happened_in_sessions_up_to_as_of(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-01-01T00:00"),
                        user(2, "2026-01-01T00:00"),
                        session(3, 1, "2026-01-02T00:00"),
                        session(2, 1, "2026-01-02T00:00"),
                        session(1, 1, AS_OF),
                        session(4, 2, "2026-01-02T00:00").with(SESSIONS.DURATION_MINUTES, new BigDecimal("4.99")),
                        session(5, 2, "2026-01-03T00:00").with(SESSIONS.DURATION_MINUTES, null),
                        session(6, 1, ONE_MINUTE_LATER),
                        use(1, 3, 1, "2026-01-02T00:00", "reports"),
                        use(2, 3, 1, "2026-01-02T00:01", "reports"),
                        use(3, 3, 1, "2026-01-02T00:02", "automation"),
                        event(4, 3, 1, "2026-01-02T00:03"),
                        event(5, 2, 1, "2026-01-02T00:00"),
                        event(6, 2, 1, "2026-01-02T00:01"),
                        event(7, 4, 2, "2026-01-02T00:00"),
                        event(8, 4, 2, "2026-01-02T00:01"),
                        event(9, 4, 2, "2026-01-02T00:02"),
                        event(10, 1, 1, ONE_MINUTE_LATER))
                .build(AS_OF);

        assertThat(warehouse.rows(
                        FCT_SESSIONS,
                        FCT_SESSIONS.SESSION_ID,
                        FCT_SESSIONS.USER_ID,
                        FCT_SESSIONS.SESSION_NUMBER,
                        FCT_SESSIONS.DATE_KEY,
                        FCT_SESSIONS.EVENT_COUNT,
                        FCT_SESSIONS.DISTINCT_FEATURES,
                        FCT_SESSIONS.ENGAGEMENT_SCORE,
                        FCT_SESSIONS.IS_ENGAGED))
                .containsExactly(
                        "1 | 1 | 3 | 20260310 | 0 | 0 | 0 | false",
                        "2 | 1 | 1 | 20260102 | 2 | 0 | 2 | false",
                        "3 | 1 | 2 | 20260102 | 4 | 2 | 16 | true",
                        "4 | 2 | 1 | 20260102 | 3 | 0 | 3 | false",
                        "5 | 2 | 2 | 20260103 | 0 | 0 | 0 | false");
    }

    @Test
    void engage_from_5_minutes_and_3_events_on(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-01-01T00:00"),
                        session(1, 1, "2026-01-02T00:00").with(SESSIONS.DURATION_MINUTES, new BigDecimal("5")),
                        event(1, 1, 1, "2026-01-02T00:00"),
                        event(2, 1, 1, "2026-01-02T00:01"),
                        event(3, 1, 1, "2026-01-02T00:02"))
                .build(AS_OF);

        assertThat(warehouse.rows(FCT_SESSIONS, FCT_SESSIONS.IS_ENGAGED)).containsExactly("true");
    }

    @Test
    void refuse_what_points_at_nothing(DataSource source) {
        var warehouse = new SaasWarehouse(source).land(session(1, 7, "2026-03-10T00:00"));

        assertThat(SaasWarehouse.problems(warehouse.run(AS_OF)))
                .anyMatch(problem -> problem.startsWith(
                        "analytics.fct_sessions: user_id_relationship (relationships of user_id): 1 violation"));
    }
}
