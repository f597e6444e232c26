package {package};

import static {package}.FctDailySales.FCT_DAILY_SALES;
import static {package}.StgOrders.STG_ORDERS;
import static {package}.raw.Tables.ORDERS;

import io.pulsemetrics.devkit.fixture.Fixture;
import io.pulsemetrics.devkit.fixture.ModelTest;
import org.junit.jupiter.api.Test;

@ModelTest
class FctDailySalesTest {
    @Test
    void sums_what_was_paid_by_day(Fixture fixture) {
        fixture.given(ORDERS, """
                        order_id | ordered_at       | status | amount
                        1        | 2026-03-01 10:00 | paid   | 12.50
                        2        | 2026-03-01 17:00 | PAID   | 7.50
                        3        | 2026-03-02 09:00 | open   | 30.00
                        """)
                .computing(STG_ORDERS)
                .build(FCT_DAILY_SALES)
                .hasRows("""
                        day        | orders | revenue
                        2026-03-01 | 2      | 20.00
                        """);
    }
}
