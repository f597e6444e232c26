package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.dimensions.DimDate.DIM_DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.models.SaasWarehouse;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class DimDateTest {
    private static final String FISCAL_QUARTERS = """
            select fiscal_year, fiscal_quarter, min(date), max(date) from analytics.dim_date group by 1, 2 order by 3
            """;

    @Test
    void reaches_from_the_first_signups_year_to_the_end_of_as_ofs(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(user(1, "2024-12-31T23:59"), user(2, "2023-01-01T00:00"), user(3, "2027-01-01T00:00"))
                .build("2026-02-10T12:00", "stg_users", "dim_date");

        assertThat(warehouse.query("select min(date), max(date), count(*) from analytics.dim_date"))
                .containsExactly("2023-01-01 | 2026-12-31 | 1461");
    }

    @Test
    void names_days_as_calendars_do(DataSource source) {
        var warehouse = new SaasWarehouse(source).build("2027-01-03T00:00", "stg_users", "dim_date");

        assertThat(warehouse.rows(
                        DIM_DATE,
                        DIM_DATE.DATE_KEY,
                        DIM_DATE.DATE,
                        DIM_DATE.ISO_WEEK,
                        DIM_DATE.WEEK_START,
                        DIM_DATE.MONTH,
                        DIM_DATE.MONTH_NAME,
                        DIM_DATE.QUARTER,
                        DIM_DATE.YEAR,
                        DIM_DATE.DAY_OF_WEEK,
                        DIM_DATE.DAY_NAME,
                        DIM_DATE.IS_WEEKEND))
                .contains(
                        "20270103 | 2027-01-03 | 53 | 2026-12-28 | 1 | January | 1 | 2027 | 7 | Sunday | true",
                        "20270104 | 2027-01-04 | 1 | 2027-01-04 | 1 | January | 1 | 2027 | 1 | Monday | false",
                        "20271002 | 2027-10-02 | 39 | 2027-09-27 | 10 | October | 4 | 2027 | 6 | Saturday | true");
    }

    @Test
    void names_a_fiscal_year_by_the_year_it_ends_in(DataSource source) {
        var warehouse = new SaasWarehouse(source).build("2026-01-01T00:00", "stg_users", "dim_date");

        assertThat(warehouse.query(FISCAL_QUARTERS))
                .containsExactly(
                        "2026 | 4 | 2026-01-01 | 2026-01-31",
                        "2027 | 1 | 2026-02-01 | 2026-04-30",
                        "2027 | 2 | 2026-05-01 | 2026-07-31",
                        "2027 | 3 | 2026-08-01 | 2026-10-31",
                        "2027 | 4 | 2026-11-01 | 2026-12-31");
    }

    @Test
    void equates_fiscal_and_calendar_year_where_both_begin_in_january(DataSource source) {
        var options = RunOptions.defaults()
                .withAsOf(Instant.parse("2026-01-01T00:00:00Z"))
                .withParameter(DimDate.FISCAL_YEAR_START_MONTH, 1);
        ModelRunner.of(Project.of(SaasModels.all()), source)
                .with(options)
                .run(Selector.select("stg_users", "dim_date"));

        assertThat(new SaasWarehouse(source).query(FISCAL_QUARTERS))
                .containsExactly(
                        "2026 | 1 | 2026-01-01 | 2026-03-31",
                        "2026 | 2 | 2026-04-01 | 2026-06-30",
                        "2026 | 3 | 2026-07-01 | 2026-09-30",
                        "2026 | 4 | 2026-10-01 | 2026-12-31");
    }
}
