package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.simulation.Scenario;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The published figures are those that the generator knows of its own users. */
@PostgresTest
class TruthTest {
    @Test
    void every_published_figure_equals_the_truth_and_a_wrong_one_is_found(TestDatabase db) {
        var data = SyntheticData.of(
                Scenario.endingOn(LocalDate.of(2026, 6, 17)).withUsers(1_500).withSeed(7));
        TruthComparison.publish(data, db.dataSource());

        var compared = TruthComparison.compare(data.truth(), db.dataSource());

        assertThat(compared.differences()).isEmpty();
        assertThat(compared.count()).isGreaterThan(15_000);

        db.sql().execute("update analytics.fct_daily_metrics set mrr = mrr + 0.01 where date = '2026-06-17'");
        db.sql().execute("delete from analytics.fct_cohort_retention where month_number = 3");

        var wrong = TruthComparison.compare(data.truth(), db.dataSource()).differences();

        assertThat(wrong).anyMatch(text -> text.startsWith("day 2026-06-17 mrr: published "));
        assertThat(wrong)
                .anyMatch(text -> text.startsWith("cohort CohortMonth[cohort=2026-01, monthNumber=3]: not published"));
    }
}
