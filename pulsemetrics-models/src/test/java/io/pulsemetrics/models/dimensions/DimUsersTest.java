package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.models.RawRow.at;
import static io.pulsemetrics.models.RawRow.event;
import static io.pulsemetrics.models.RawRow.payment;
import static io.pulsemetrics.models.RawRow.session;
import static io.pulsemetrics.models.RawRow.subscription;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.SaasWarehouse;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class DimUsersTest {
    private static final String AS_OF = "2026-03-10T12:00";
    private static final String ONE_MINUTE_LATER = "2026-03-10T12:01";

    @Test
    void has_a_user_of_whom_nothing_else_is_known_and_none_after_as_of(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(user(1, AS_OF), user(2, ONE_MINUTE_LATER))
                .build(AS_OF);

        assertThat(warehouse.rows(DIM_USERS, DIM_USERS.fields()))
                .containsExactly("1 | u1@example.com | null | null | null | null | organic | 2026-03-10T12:00"
                        + " | 2026-03-10 | 2026-03-01 | false | null | 0 | null | null | 0 | 0 | 0 | null | 0"
                        + " | free | dormant");
    }

    @Test
    void tells_who_a_user_is(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-02-28T23:59")
                                .with(USERS.FIRST_NAME, "Ada")
                                .with(USERS.LAST_NAME, "King")
                                .with(USERS.IS_ACTIVATED, true)
                                .with(USERS.ACTIVATED_AT, at(AS_OF)),
                        user(2, "2026-03-01T00:00")
                                .with(USERS.LAST_NAME, "Noether")
                                .with(USERS.IS_ACTIVATED, true)
                                .with(USERS.ACTIVATED_AT, at(ONE_MINUTE_LATER)))
                .build(AS_OF);

        assertThat(warehouse.rows(
                        DIM_USERS,
                        DIM_USERS.USER_ID,
                        DIM_USERS.FULL_NAME,
                        DIM_USERS.SIGNUP_DATE,
                        DIM_USERS.SIGNUP_MONTH,
                        DIM_USERS.DAYS_SINCE_SIGNUP,
                        DIM_USERS.IS_ACTIVATED,
                        DIM_USERS.ACTIVATED_AT))
                .containsExactly(
                        "1 | Ada King | 2026-02-28 | 2026-02-01 | 10 | true | 2026-03-10T12:00",
                        "2 | Noether | 2026-03-01 | 2026-03-01 | 9 | false | null");
    }

    @Test
    void counts_each_thing_once_whatever_else_there_is(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-01-01T00:00"),
                        session(1, 1, "2026-01-02T00:00"),
                        session(2, 1, "2026-03-10T11:00"),
                        session(3, 1, ONE_MINUTE_LATER),
                        event(1, 1, 1, "2026-01-02T00:00"),
                        event(2, 1, 1, "2026-01-02T00:01"),
                        event(3, 2, 1, AS_OF),
                        event(4, 2, 1, ONE_MINUTE_LATER),
                        subscription(1, 1, "2026-01-05T00:00"),
                        subscription(2, 1, "2026-02-05T00:00"),
                        payment(1, 1, 1, 1, "2026-01-05T00:00"),
                        payment(2, 2, 1, 1, "2026-02-05T00:00").failed(1),
                        payment(3, 2, 1, 1, "2026-02-06T00:00"),
                        payment(4, 2, 1, 1, "2026-02-07T00:00").refunded(),
                        payment(5, 3, 2, 1, ONE_MINUTE_LATER))
                .build(AS_OF);

        assertThat(warehouse.rows(
                        DIM_USERS,
                        DIM_USERS.USER_ID,
                        DIM_USERS.TOTAL_SESSIONS,
                        DIM_USERS.TOTAL_EVENTS,
                        DIM_USERS.FIRST_ACTIVE_DATE,
                        DIM_USERS.LAST_ACTIVE_DATE,
                        DIM_USERS.LIFETIME_REVENUE,
                        DIM_USERS.CURRENT_MRR))
                .containsExactly("1 | 2 | 3 | 2026-01-02 | 2026-03-10 | 29.00 | 58.00");
    }
}
