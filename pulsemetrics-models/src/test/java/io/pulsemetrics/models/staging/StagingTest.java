package io.pulsemetrics.models.staging;

import static io.pulsemetrics.models.RawRow.at;
import static io.pulsemetrics.models.RawRow.event;
import static io.pulsemetrics.models.RawRow.payment;
import static io.pulsemetrics.models.RawRow.session;
import static io.pulsemetrics.models.RawRow.subscription;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static io.pulsemetrics.models.staging.StgEvents.STG_EVENTS;
import static io.pulsemetrics.models.staging.StgPayments.STG_PAYMENTS;
import static io.pulsemetrics.models.staging.StgSessions.STG_SESSIONS;
import static io.pulsemetrics.models.staging.StgSubscriptions.STG_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.RawRow;
import io.pulsemetrics.models.SaasWarehouse;
import javax.sql.DataSource;
import org.jooq.JSONB;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class StagingTest {
    private static final String AS_OF = "2026-02-01T00:00";

    private static RawRow version(long userId, String company) {
        return user(userId, "2026-01-01T00:00").with(USERS.COMPANY, company);
    }

    private static JSONB feature(String name) {
        return JSONB.valueOf("{\"feature\": \"%s\"}".formatted(name));
    }

    @Test
    void leaves_out_rows_without_a_key_and_warns_of_them(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(user(1, "2026-01-01T00:00"), version(2, "Nobody's").with(USERS.USER_ID, null));

        var result = warehouse.run(AS_OF, "stg_users");

        assertThat(result.succeeded()).isTrue();
        assertThat(SaasWarehouse.problems(result))
                .singleElement()
                .asString()
                .startsWith("staging.stg_users: rows_without_key: 1 violation");
        assertThat(warehouse.rows(STG_USERS, STG_USERS.USER_ID)).containsExactly("1");
    }

    @Test
    void refuses_what_cleaning_cannot_make_right(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        payment(1, 1, 1, 1, "2026-01-01T00:00").with(PAYMENTS.CURRENCY, "EUR"),
                        event(1, 1, 1, "2026-01-01T00:00").with(EVENTS.EVENT_TYPE, "telepathy"));

        var result = warehouse.run(AS_OF, "stg_payments", "stg_events");

        assertThat(result.succeeded()).isFalse();
        assertThat(SaasWarehouse.problems(result))
                .anyMatch(problem -> problem.startsWith(
                        "staging.stg_payments: currency_accepted_values (accepted_values of currency): 1 violation"))
                .anyMatch(problem -> problem.startsWith(
                        "staging.stg_events: event_type_accepted_values (accepted_values of event_type): 1 violation"));
    }

    @Test
    void makes_users_plain(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(user(7, "2026-01-01T00:00")
                        .with(USERS.EMAIL, " Ada@Example.COM ")
                        .with(USERS.FIRST_NAME, " Ada ")
                        .with(USERS.LAST_NAME, "  ")
                        .with(USERS.COUNTRY, " nz")
                        .with(USERS.ACQUISITION_CHANNEL, " Paid_Search ")
                        .with(USERS.IS_ACTIVATED, true)
                        .with(USERS.ACTIVATED_AT, at("2026-01-02T00:00")))
                .build(AS_OF, "stg_users");

        assertThat(warehouse.rows(
                        STG_USERS,
                        STG_USERS.USER_ID,
                        STG_USERS.EMAIL,
                        STG_USERS.FIRST_NAME,
                        STG_USERS.LAST_NAME,
                        STG_USERS.COUNTRY,
                        STG_USERS.ACQUISITION_CHANNEL,
                        STG_USERS.SIGNED_UP_AT,
                        STG_USERS.ACTIVATED_AT))
                .containsExactly(
                        "7 | ada@example.com | Ada | null | NZ | paid_search | 2026-01-01T00:00 | 2026-01-02T00:00");
    }

    @Test
    void makes_sessions_events_subscriptions_and_payments_plain(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        session(1, 1, "2026-01-01T23:59").with(SESSIONS.DEVICE_TYPE, "Mobile "),
                        event(1, 1, 1, "2026-01-01T23:59")
                                .with(EVENTS.EVENT_TYPE, " FEATURE_USED")
                                .with(EVENTS.PROPERTIES, feature("API_Access")),
                        event(2, 1, 1, "2026-01-01T23:59").with(EVENTS.PROPERTIES, JSONB.valueOf("[1]")),
                        subscription(1, 1, "2026-01-01T23:59").with(SUBSCRIPTIONS.STATUS, "ACTIVE"),
                        payment(1, 1, 1, 1, "2026-01-01T23:59").with(PAYMENTS.CURRENCY, " usd"))
                .build(AS_OF, "stg_sessions", "stg_events", "stg_subscriptions", "stg_payments");

        assertThat(warehouse.rows(STG_SESSIONS, STG_SESSIONS.STARTED_AT, STG_SESSIONS.DEVICE_TYPE))
                .containsExactly("2026-01-01T23:59 | mobile");
        assertThat(warehouse.rows(STG_EVENTS, STG_EVENTS.EVENT_ID, STG_EVENTS.EVENT_TYPE, STG_EVENTS.FEATURE))
                .containsExactly("1 | feature_used | api_access", "2 | page_view | null");
        assertThat(warehouse.rows(STG_SUBSCRIPTIONS, STG_SUBSCRIPTIONS.STATUS)).containsExactly("active");
        assertThat(warehouse.rows(STG_PAYMENTS, STG_PAYMENTS.CURRENCY)).containsExactly("USD");
    }
}
