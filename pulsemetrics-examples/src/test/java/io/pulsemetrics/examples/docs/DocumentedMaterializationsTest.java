package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.devkit.fixture.Rows.rows;
import static io.pulsemetrics.examples.docs.DailyEvents.DAILY_EVENTS;
import static io.pulsemetrics.examples.docs.UserHistory.USER_HISTORY;
import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.USERS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

/** The classes that docs/materializations.md shows do what it says of them. */
@ModelTest
class DocumentedMaterializationsTest {
    @Test
    void computes_the_days_of_the_lookback_again_and_leaves_those_before(Fixture fixture) {
        fixture.asOf("2026-03-10T12:00:00Z")
                .lastRun("2026-03-09T12:00:00Z")
                .existing(DAILY_EVENTS, """
                        date       | event_count
                        2026-03-01 | 7
                        2026-03-08 | 7
                        """)
                .given(EVENTS, """
                        event_id | event_timestamp
                        1        | 2026-03-01 10:00Z
                        2        | 2026-03-08 10:00Z
                        3        | 2026-03-10 10:00Z
                        """)
                .build(DAILY_EVENTS)
                .hasRows("""
                        date       | event_count
                        2026-03-01 | 7
                        2026-03-08 | 1
                        2026-03-10 | 1
                        """);
    }

    @Test
    void begins_a_version_of_a_user_who_has_moved(Fixture fixture) {
        fixture.asOf("2026-03-10T12:00:00Z")
                .lastRun("2026-03-09T12:00:00Z")
                .existing(USER_HISTORY, """
                        user_id | country | valid_from       | valid_to
                        1       | FR      | 2026-03-01 00:00 |
                        """)
                .given(rows(USERS.USER_ID, USERS.COUNTRY).row(1L, "DE"))
                .build(USER_HISTORY)
                .hasRows("""
                        user_id | country | valid_from       | valid_to
                        1       | FR      | 2026-03-01 00:00 | 2026-03-10 12:00
                        1       | DE      | 2026-03-10 12:00 |
                        """);
    }
}
