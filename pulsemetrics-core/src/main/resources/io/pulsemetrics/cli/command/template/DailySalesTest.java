package {package};

import static {package}.DailySales.DAILY_SALES;
import static {package}.Orders.ORDERS;
import static {package}.StgOrders.STG_ORDERS;
import static io.pulsemetrics.select.Selector.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

@PostgresTest
class DailySalesTest {
    @Test
    void sums_what_was_paid_by_day(DSLContext sql, DataSource dataSource) {
        sql.createSchema("shop").execute();
        sql.createTable(ORDERS).columns(ORDERS.fields()).execute();
        sql.insertInto(ORDERS, ORDERS.ORDER_ID, ORDERS.ORDERED_AT, ORDERS.STATUS, ORDERS.AMOUNT)
                .values(1L, LocalDateTime.parse("2026-03-01T10:00:00"), "paid", new BigDecimal("12.50"))
                .values(2L, LocalDateTime.parse("2026-03-01T17:00:00"), " Paid", new BigDecimal("7.50"))
                .values(3L, LocalDateTime.parse("2026-03-02T09:00:00"), "open", new BigDecimal("30.00"))
                .execute();

        var result = ModelRunner.of(Project.of(STG_ORDERS, DAILY_SALES), dataSource).run(all());

        assertTrue(result.succeeded());
        var sales = sql.selectFrom(DAILY_SALES).fetch();
        assertEquals(1, sales.size());
        assertEquals(LocalDate.of(2026, 3, 1), sales.getFirst().get(DAILY_SALES.DAY));
        assertEquals(new BigDecimal("20.00"), sales.getFirst().get(DAILY_SALES.REVENUE));
    }
}
