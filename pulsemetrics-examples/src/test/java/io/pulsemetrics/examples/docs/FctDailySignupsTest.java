package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.devkit.fixture.Row.row;
import static io.pulsemetrics.devkit.fixture.Rows.rows;
import static io.pulsemetrics.examples.docs.FctDailySignups.FCT_DAILY_SIGNUPS;
import static io.pulsemetrics.examples.docs.WeeklySignups.LEAST_SIGNUPS;
import static io.pulsemetrics.examples.docs.WeeklySignups.WEEKLY_SIGNUPS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import io.pulsemetrics.devkit.fixture.Row;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

@ModelTest
class FctDailySignupsTest {
    @Test
    void counts_the_sign_ups_of_a_day(Fixture fixture) {
        fixture.asOf("2026-06-30T23:59:59Z")
                .given(STG_USERS, """
                        signed_up_at     | is_activated
                        2026-06-01 10:00 | true
                        2026-06-01 11:00 | false
                        2026-06-02 11:00 | true
                        2026-07-01 11:00 | true
                        """)
                .build(FCT_DAILY_SIGNUPS)
                .hasRows("""
                        date       | signups | activated
                        2026-06-01 | 2       | 1
                        2026-06-02 | 1       | 1
                        """);
    }

    @Test
    void counts_the_sign_ups_of_a_week(Fixture fixture) {
        fixture.asOf("2026-06-30T23:59:59Z")
                .with(LEAST_SIGNUPS, 3)
                .given(rows(FCT_DAILY_SIGNUPS.DATE, FCT_DAILY_SIGNUPS.SIGNUPS)
                        .row(LocalDate.of(2026, 6, 1), 2L)
                        .row(LocalDate.of(2026, 6, 7), 1L)
                        .row(LocalDate.of(2026, 6, 8), 2L))
                .build(WEEKLY_SIGNUPS)
                .hasRows(rows(WEEKLY_SIGNUPS.WEEK, WEEKLY_SIGNUPS.SIGNUPS).row(LocalDate.of(2026, 6, 1), 3L));
    }

    private static Row user(String signedUpAt) {
        return row(STG_USERS.SIGNED_UP_AT, LocalDateTime.parse(signedUpAt)).with(STG_USERS.IS_ACTIVATED, false);
    }

    @Test
    void counts_who_is_activated(Fixture fixture) {
        fixture.asOf("2026-06-30T23:59:59Z")
                .given(user("2026-06-01T10:00"), user("2026-06-01T11:00").with(STG_USERS.IS_ACTIVATED, true))
                .build(FCT_DAILY_SIGNUPS)
                .hasRows(rows(FCT_DAILY_SIGNUPS.ACTIVATED).row(1L));
    }
}
