package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.models.dimensions.DimChannel.DIM_CHANNEL;
import static io.pulsemetrics.models.dimensions.DimPlan.DIM_PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.SaasWarehouse;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class ReferenceDimensionsTest {
    @Test
    void price_plans_by_month_and_a_year_at_ten_months(DataSource source) {
        var warehouse = new SaasWarehouse(source).build("2026-01-01T00:00", "seed_plan", "dim_plan");

        assertThat(warehouse.rows(
                        DIM_PLAN,
                        DIM_PLAN.TIER,
                        DIM_PLAN.PLAN_KEY,
                        DIM_PLAN.PLAN_NAME,
                        DIM_PLAN.MONTHLY_PRICE,
                        DIM_PLAN.ANNUAL_PRICE))
                .containsExactly(
                        "1 | starter | Starter | 29.00 | 290.00",
                        "2 | professional | Professional | 99.00 | 990.00",
                        "3 | enterprise | Enterprise | 299.00 | 2990.00");
    }

    @Test
    void know_what_a_customer_of_each_channel_costs(DataSource source) {
        var warehouse = new SaasWarehouse(source).build("2026-01-01T00:00", "seed_channel", "dim_channel");

        assertThat(warehouse.rows(
                        DIM_CHANNEL,
                        DIM_CHANNEL.CHANNEL_KEY,
                        DIM_CHANNEL.CHANNEL_NAME,
                        DIM_CHANNEL.CATEGORY,
                        DIM_CHANNEL.IS_PAID,
                        DIM_CHANNEL.TYPICAL_CAC))
                .containsExactly(
                        "content | Content | content | false | 80.00",
                        "organic | Organic | organic | false | 0.00",
                        "paid_search | Paid search | paid | true | 150.00",
                        "paid_social | Paid social | paid | true | 120.00",
                        "referral | Referral | referral | false | 50.00");
    }
}
