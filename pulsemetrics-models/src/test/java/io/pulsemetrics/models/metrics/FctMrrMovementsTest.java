package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.metrics.FctMrrChanges.FCT_MRR_CHANGES;
import static io.pulsemetrics.models.metrics.FctMrrMovements.FCT_MRR_MOVEMENTS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

@ModelTest
class FctMrrMovementsTest {
    @Test
    void compares_the_mrr_at_both_ends_of_a_month(Fixture fixture) {
        fixture.asOf("2026-03-10T12:00")
                .computing(FCT_MRR_CHANGES)
                .given(FCT_SUBSCRIPTIONS, """
                        user_id | is_trial | monthly_value | start_date | end_date
                        1       | false    | 29            | 2026-01-05 | 2026-02-10
                        1       | false    | 99            | 2026-02-10 | 2026-03-01
                        2       | false    | 99            | 2026-01-31 | 2026-02-28
                        2       | false    | 29            | 2026-02-28 | 2026-03-10
                        3       | false    | 29            | 2026-01-05 | 2026-01-20
                        3       | false    | 29            | 2026-03-10 |
                        4       | true     | 0             | 2026-01-05 |
                        5       | false    | 29            | 2026-01-05 | 2026-01-05
                        """)
                .build(FCT_MRR_MOVEMENTS)
                .hasRows("""
                        user_id | month      | is_complete | movement            | mrr_start | mrr_end | mrr_change
                        1       | 2026-01-01 | true        | new                 | 0         | 29      | 29
                        1       | 2026-02-01 | true        | expansion           | 29        | 99      | 70
                        1       | 2026-03-01 | false       | churned             | 99        | 0       | -99
                        2       | 2026-01-01 | true        | new                 | 0         | 99      | 99
                        2       | 2026-02-01 | true        | contraction         | 99        | 29      | -70
                        2       | 2026-03-01 | false       | churned             | 29        | 0       | -29
                        3       | 2026-01-01 | true        | intra_month_churned | 0         | 0       | 0
                        3       | 2026-03-01 | false       | reactivation        | 0         | 29      | 29
                        """);
    }

    @Test
    void adds_up_what_a_user_holds_at_once(Fixture fixture) {
        fixture.asOf("2026-01-31T23:59")
                .computing(FCT_MRR_CHANGES)
                .given(FCT_SUBSCRIPTIONS, """
                        user_id | monthly_value | start_date | end_date
                        1       | 99            | 2025-12-05 |
                        1       | 29            | 2025-12-31 | 2026-01-31
                        1       | 29            | 2026-01-31 |
                        """)
                .build(FCT_MRR_MOVEMENTS)
                .hasRows("""
                        user_id | month      | movement | mrr_start | mrr_end
                        1       | 2025-12-01 | new      | 0         | 128
                        """);
    }
}
