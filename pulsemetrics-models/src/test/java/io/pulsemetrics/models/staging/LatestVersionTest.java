package io.pulsemetrics.models.staging;

import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static io.pulsemetrics.models.staging.StgEvents.STG_EVENTS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

/** Which of several raw rows of one key staging takes. */
@ModelTest
class LatestVersionTest {
    @Test
    void is_that_of_the_latest_update_else_creation_else_landing(Fixture fixture) {
        fixture.given(USERS, """
                        user_id | company                 | updated_at | created_at | _loaded_at
                        1       | Second                  | 2026-01-03 | 2026-01-01 | 2026-06-01
                        1       | Third                   | 2026-01-04 | 2026-01-01 | 2026-06-01
                        1       | First                   |            | 2026-01-01 | 2026-07-01
                        2       | Dated                   | 2026-05-31 | 2026-01-01 | 2026-06-01
                        2       | Undated, landed in June |            |            | 2026-06-01
                        3       | Early                   |            | 2026-01-01 | 2026-06-01 00:00
                        3       | Late                    |            | 2026-01-01 | 2026-06-01 00:01
                        3       | Between                 |            | 2026-01-01 | 2026-06-01 00:00
                                | Nobody's                |            | 2026-01-01 | 2026-06-01
                        """).build(STG_USERS).hasRows("""
                        user_id | company
                        1       | Third
                        2       | Undated, landed in June
                        3       | Late
                        """);
    }

    @Test
    void is_the_same_whatever_the_order_in_which_equally_old_ones_stand(Fixture fixture) {
        fixture.given(EVENTS, """
                        event_id | properties
                        1        | "{""feature"": ""reports""}"
                        1        | "{""feature"": ""api_access""}"
                        2        | "{""feature"": ""api_access""}"
                        2        | "{""feature"": ""reports""}"
                        3        | {}
                        3        | {}
                        """).build(STG_EVENTS).hasRows("""
                        event_id | feature
                        1        | api_access
                        2        | api_access
                        3        |
                        """);
    }
}
