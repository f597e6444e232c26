package io.pulsemetrics.models.facts;

import static io.pulsemetrics.models.facts.FctPayments.FCT_PAYMENTS;
import static io.pulsemetrics.models.staging.StgPayments.STG_PAYMENTS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

@ModelTest
class FctPaymentsTest {
    @Test
    void tells_which_failed_attempts_a_later_one_made_good(Fixture fixture) {
        fixture.asOf("2026-03-10T12:00")
                .given(STG_PAYMENTS, """
                        payment_id | invoice_id | status    | attempt_number | paid_at
                        1          | 1          | failed    | 1              | 2026-01-31 23:59
                        2          | 1          | failed    | 2              | 2026-02-03 00:00
                        3          | 1          | succeeded | 1              | 2026-02-08 00:00
                        4          | 1          | refunded  | 1              | 2026-02-09 00:00
                        5          | 2          | failed    | 1              | 2026-02-28 00:00
                        6          | 2          | failed    | 2              | 2026-03-10 12:00
                        7          | 2          | succeeded | 1              | 2026-03-10 12:01
                        8          | 3          | succeeded | 1              | 2026-02-01 00:00
                        9          | 3          | failed    | 2              | 2026-02-02 00:00
                        """)
                .build(FCT_PAYMENTS)
                .hasRows("""
                        payment_id | payment_date | date_key | status    | is_successful | is_recovered
                        1          | 2026-01-31   | 20260131 | failed    | false         | true
                        2          | 2026-02-03   | 20260203 | failed    | false         | true
                        3          | 2026-02-08   | 20260208 | succeeded | true          | false
                        4          | 2026-02-09   | 20260209 | refunded  | false         | false
                        5          | 2026-02-28   | 20260228 | failed    | false         | false
                        6          | 2026-03-10   | 20260310 | failed    | false         | false
                        8          | 2026-02-01   | 20260201 | succeeded | true          | false
                        9          | 2026-02-02   | 20260202 | failed    | false         | false
                        """);
    }
}
