package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.devkit.fixture.Rows.rows;
import static io.pulsemetrics.models.dimensions.DimPlan.DIM_PLAN;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgSubscriptions.STG_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lifecycle stage and engagement segment of dim_users. */
@ModelTest
class UserStagesTest {
    private static final LocalDate AS_OF = LocalDate.of(2026, 3, 10);

    private static Fixture user(Fixture fixture) {
        return fixture.asOf(AS_OF + "T12:00").given(rows(STG_USERS.USER_ID).row(1L));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "runs since long,                      2026-01-01, -,          false, paying",
                "starts on the day of as-of,           2026-03-10, -,          false, paying",
                "ends tomorrow,                        2026-01-01, 2026-03-11, false, paying",
                "ends on the day of as-of,             2026-01-01, 2026-03-10, false, churned",
                "ended long ago,                       2026-01-01, 2026-01-02, false, churned",
                "ended on the day of its start,        2026-01-01, 2026-01-01, false, free",
                "began and ended on the day of as-of,  2026-03-10, 2026-03-10, false, free",
                "is a trial,                           2026-03-10, -,          true,  trial",
                "was a trial,                          2026-01-01, 2026-01-15, true,  free"
            })
    void tells_the_stage_by_the_one_subscription(
            String what, LocalDate start, LocalDate end, boolean trial, String stage, Fixture fixture) {
        user(fixture)
                .computing(FCT_SUBSCRIPTIONS)
                .given(rows(
                                STG_SUBSCRIPTIONS.USER_ID,
                                STG_SUBSCRIPTIONS.STARTED_AT,
                                STG_SUBSCRIPTIONS.ENDED_AT,
                                STG_SUBSCRIPTIONS.IS_TRIAL,
                                STG_SUBSCRIPTIONS.MONTHLY_VALUE)
                        .row(
                                1L,
                                start.atTime(8, 0),
                                end == null ? null : end.atTime(9, 0),
                                trial,
                                BigDecimal.valueOf(trial ? 0 : 29)))
                .build(DIM_USERS)
                .hasRows(rows(DIM_USERS.USER_ID, DIM_USERS.LIFECYCLE_STAGE).row(1L, stage));
    }

    @Test
    void takes_paying_before_trial_before_churned_and_the_plan_of_the_highest_tier(Fixture fixture) {
        fixture.asOf("2026-03-10T12:00")
                .given(STG_USERS, "user_id\n1\n2\n3")
                .computing(DIM_PLAN)
                .given(FCT_SUBSCRIPTIONS, """
                        user_id | plan         | is_trial | monthly_value | is_active | start_date | end_date
                        1       | professional | false    | 99            | true      | 2026-01-01 |
                        1       | starter      | false    | 29            | true      | 2026-02-01 |
                        1       | enterprise   | true     | 0             | true      | 2026-02-01 |
                        2       | starter      | false    | 29            | false     | 2026-01-01 | 2026-01-02
                        2       | starter      | true     | 0             | true      | 2026-03-01 |
                        """)
                .build(DIM_USERS)
                .hasRows("""
                        user_id | current_plan | current_mrr | lifecycle_stage
                        1       | enterprise   | 128         | paying
                        2       | starter      | 0           | trial
                        3       |              | 0           | free
                        """);
    }

    @ParameterizedTest
    @CsvSource({"30, power", "12, power", "11, engaged", "5, engaged", "4, casual", "1, casual", "0, dormant"})
    void segments_by_the_days_with_an_event_among_the_last_30(int days, String segment, Fixture fixture) {
        var first = AS_OF.minusDays(29);
        var events = rows(FCT_EVENTS.USER_ID, FCT_EVENTS.EVENT_DATE).row(1L, first.minusDays(1));
        for (int day = 0; day < days; day++) {
            events = events.row(1L, first.plusDays(day)).row(1L, first.plusDays(day));
        }

        user(fixture)
                .given(events)
                .build(DIM_USERS)
                .hasRows(rows(DIM_USERS.USER_ID, DIM_USERS.ENGAGEMENT_SEGMENT).row(1L, segment));
    }
}
