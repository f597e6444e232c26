package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.metrics.FctChannelEconomics.FCT_CHANNEL_ECONOMICS;
import static io.pulsemetrics.models.metrics.FctCohortRetention.FCT_COHORT_RETENTION;
import static io.pulsemetrics.models.metrics.FctDailyMetrics.FCT_DAILY_METRICS;
import static io.pulsemetrics.models.metrics.FctFeatureAdoption.FCT_FEATURE_ADOPTION;
import static io.pulsemetrics.models.metrics.FctMonthlyMetrics.FCT_MONTHLY_METRICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.RawRow;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.models.SaasWarehouse;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class NaiveMetricsTest {
    private static final BigDecimal MARGIN = new BigDecimal("0.8");

    /** In the middle of a month, on its last day, and on its first. */
    @ParameterizedTest
    @CsvSource({"1, 2026-04-20T15:30", "2, 2026-02-28T23:59", "3, 2026-03-01T00:00"})
    void gives_the_same_figures_as_a_naive_computation(long seed, LocalDateTime asOf, DataSource source) {
        var history = new RandomHistory(seed, 100);
        new SaasWarehouse(source).land(history.rows().toArray(RawRow[]::new));
        var options = RunOptions.defaults()
                .withThreads(1)
                .withAsOf(asOf.toInstant(ZoneOffset.UTC))
                .withParameter(UnitEconomics.GROSS_MARGIN, MARGIN);
        var result = ModelRunner.of(Project.of(SaasModels.all()), source)
                .with(options)
                .run(Selector.all());
        assertThat(SaasWarehouse.faults(result)).isEmpty();

        // The draw has every kind of movement, so that none is compared by default.
        assertThat(new SaasWarehouse(source).query("select distinct movement from analytics.fct_mrr_movements"))
                .containsExactlyInAnyOrderElementsOf(Code.all(MrrMovement.class));

        var naive = new NaiveMetrics(history, asOf, MARGIN);
        assertThat(published(source, FCT_DAILY_METRICS)).isEqualTo(lines(naive.daily()));
        assertThat(published(source, FCT_MONTHLY_METRICS)).isEqualTo(lines(naive.monthly()));
        assertThat(published(source, FCT_COHORT_RETENTION)).isEqualTo(lines(naive.cohorts()));
        assertThat(published(source, FCT_FEATURE_ADOPTION)).isEqualTo(lines(naive.features()));
        assertThat(published(source, FCT_CHANNEL_ECONOMICS)).isEqualTo(lines(naive.channels()));
    }

    private static String published(DataSource source, Model<?> model) {
        var rows = DSL.using(source, SQLDialect.POSTGRES)
                .select(model.fields())
                .from(model)
                .fetch(row -> Arrays.asList(row.intoArray()));
        return lines(rows);
    }

    /** Sorted; numbers with 9 decimals, since a quotient of a quotient differs in the last of its digits. */
    private static String lines(List<? extends List<? extends @Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(NaiveMetricsTest::text).collect(Collectors.joining(" | ")))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String text(@Nullable Object value) {
        return value instanceof BigDecimal number
                ? number.setScale(9, RoundingMode.HALF_UP).toPlainString()
                : String.valueOf(value);
    }
}
