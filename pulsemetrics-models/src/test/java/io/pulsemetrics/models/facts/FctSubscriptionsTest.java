package io.pulsemetrics.models.facts;

import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgSubscriptions.STG_SUBSCRIPTIONS;

import io.pulsemetrics.devkit.fixture.BuiltRows;
import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

@ModelTest
class FctSubscriptionsTest {
    private static final String AS_OF = "2026-03-10T12:00";

    private static BuiltRows build(Fixture fixture, String subscriptions) {
        return fixture.asOf(AS_OF).given(STG_SUBSCRIPTIONS, subscriptions).build(FCT_SUBSCRIPTIONS);
    }

    @Test
    void covers_the_days_from_start_to_the_day_before_the_end(Fixture fixture) {
        build(fixture, """
                        subscription_id | status    | is_trial | started_at       | ended_at
                        1               | active    | false    | 2026-03-09 23:59 |
                        2               | cancelled | false    | 2026-03-01 00:00 | 2026-03-10 00:00
                        3               | upgraded  | false    | 2026-03-10 00:00 | 2026-03-10 12:00
                        4               | cancelled | false    | 2026-03-01 08:00 | 2026-03-01 09:00
                        5               | active    | true     | 2026-03-10 12:00 |
                        6               | active    | false    | 2026-03-10 12:01 |
                        """).hasRows("""
                        subscription_id | status    | start_date | end_date   | is_active | is_churned | tenure_days
                        1               | active    | 2026-03-09 |            | true      | false      | 1
                        2               | cancelled | 2026-03-01 | 2026-03-10 | false     | true       | 9
                        3               | upgraded  | 2026-03-10 | 2026-03-10 | false     | false      | 0
                        4               | cancelled | 2026-03-01 | 2026-03-01 | false     | true       | 0
                        5               | active    | 2026-03-10 |            | true      | false      | 0
                        """);
    }

    @Test
    void does_not_know_an_end_after_as_of(Fixture fixture) {
        build(fixture, """
                        subscription_id | status      | is_trial | started_at | ended_at
                        1               | cancelled   | false    | 2026-03-01 | 2026-03-10 12:01
                        2               | trial_ended | true     | 2026-03-01 | 2026-04-01
                        """).hasRows("""
                        subscription_id | status | ended_at | end_date | is_active | is_churned | tenure_days
                        1               | active |          |          | true      | false      | 9
                        2               | active |          |          | true      | false      | 9
                        """);
    }

    @Test
    void tells_trials_and_first_purchases_user_by_user(Fixture fixture) {
        build(fixture, """
                        subscription_id | user_id | is_trial | started_at | ended_at
                        1               | 1       | true     | 2026-01-01 | 2026-01-15
                        2               | 1       | false    | 2026-01-15 |
                        3               | 2       | false    | 2026-01-15 |
                        """).hasRows("""
                        subscription_id | movement
                        1               | trial
                        2               | new
                        3               | new
                        """);
    }

    @Test
    void tells_by_value_what_follows_at_once(Fixture fixture) {
        build(fixture, """
                        subscription_id | is_trial | monthly_value | started_at       | ended_at
                        1               | false    | 29            | 2026-01-01       | 2026-01-10
                        2               | false    | 99            | 2026-01-10       | 2026-01-20
                        3               | true     | 0             | 2026-01-19       | 2026-01-20
                        4               | false    | 29            | 2026-01-20       | 2026-01-30
                        5               | false    | 29            | 2026-01-31 23:59 |
                        """).hasRows("""
                        subscription_id | movement
                        1               | new
                        2               | expansion
                        3               | trial
                        4               | contraction
                        5               | renewal
                        """);
    }

    @Test
    void tells_a_reactivation_from_the_second_day_after_the_end_on(Fixture fixture) {
        build(fixture, """
                        subscription_id | user_id | monthly_value | started_at       | ended_at
                        1               | 1       | 29            | 2026-01-01       | 2026-01-10 23:59
                        2               | 1       | 299           | 2026-01-12       |
                        3               | 2       | 29            | 2026-01-01       | 2026-01-10
                        4               | 2       | 299           | 2026-01-11 23:59 |
                        """).hasRows("""
                        subscription_id | movement
                        1               | new
                        2               | reactivation
                        3               | new
                        4               | expansion
                        """);
    }

    @Test
    void compares_one_that_is_held_beside_another_with_it(Fixture fixture) {
        build(fixture, """
                        subscription_id | monthly_value | started_at
                        1               | 99            | 2026-01-01
                        3               | 29            | 2026-01-20
                        2               | 299           | 2026-01-20
                        """).hasRows("""
                        subscription_id | movement
                        1               | new
                        2               | expansion
                        3               | contraction
                        """);
    }
}
