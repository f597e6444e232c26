package io.pulsemetrics.examples;

import static io.pulsemetrics.models.metrics.FctCohortRetention.FCT_COHORT_RETENTION;
import static io.pulsemetrics.models.metrics.FctDailyMetrics.FCT_DAILY_METRICS;
import static io.pulsemetrics.models.metrics.FctFeatureAdoption.FCT_FEATURE_ADOPTION;
import static io.pulsemetrics.models.metrics.FctMonthlyMetrics.FCT_MONTHLY_METRICS;

import io.pulsemetrics.cli.Show;
import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.generator.truth.DayTruth;
import io.pulsemetrics.generator.truth.MonthTruth;
import io.pulsemetrics.generator.truth.Truth;
import io.pulsemetrics.generator.truth.Truth.CohortMonth;
import io.pulsemetrics.generator.truth.Truth.FeatureMonth;
import io.pulsemetrics.models.RawSchema;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares every published figure with the truth: what the generator knows of its own users, worked out in plain Java without
 * any SQL. Ends with 1 if any figure differs.
 */
@Command(name = "TruthComparison", description = "Compares the published metrics with the generator's truth.")
public final class TruthComparison implements Callable<Integer> {
    private static final BigDecimal TWELVE = BigDecimal.valueOf(12);
    private static final int SHOWN = 20;

    @Option(names = "--users", description = "default: ${DEFAULT-VALUE}", defaultValue = "" + Scenario.DEFAULT_USERS)
    private int users;

    @Option(names = "--seed", description = "default: ${DEFAULT-VALUE}", defaultValue = "" + Scenario.DEFAULT_SEED)
    private long seed;

    @Option(names = "--end-date", description = "default: ${DEFAULT-VALUE}", defaultValue = "2026-06-17")
    private LocalDate endDate = LocalDate.MIN;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TruthComparison()).execute(args));
    }

    @Override
    public Integer call() {
        var data = SyntheticData.of(Scenario.endingOn(endDate).withUsers(users).withSeed(seed));
        try (var server = PostgresServer.embedded()) {
            var database = server.dataSource(server.createDatabase());
            publish(data, database);
            var compared = compare(data.truth(), database);
            System.out.printf(
                    Locale.ROOT,
                    "%s users: %s figures compared, %s differ%n",
                    Show.number(users),
                    Show.number(compared.count()),
                    Show.number(compared.differences().size()));
            compared.differences().stream().limit(SHOWN).forEach(System.out::println);
            return compared.differences().isEmpty() ? 0 : 1;
        }
    }

    /** Loads a scenario and publishes the models over it. */
    static void publish(SyntheticData data, DataSource database) {
        RawSchema.migrate(database);
        data.loadInto(database, LoadOptions.replacing());
        var result = ModelRunner.of(Project.of(SaasModels.all()), database)
                .with(RunOptions.defaults().withAsOf(data.scenario().end()))
                .run(Selector.all());
        if (!result.succeeded()) {
            throw new IllegalStateException("not published: " + result.failures());
        }
    }

    /** Compares what is published with the truth. */
    static ComparedFigures compare(Truth truth, DataSource database) {
        var sql = DSL.using(database, SQLDialect.POSTGRES);
        var compared = new ComparedFigures();
        compareDays(truth, sql, compared);
        compareMonths(truth, sql, compared);
        compareCohorts(truth, sql, compared);
        compareAdoption(truth, sql, compared);
        return compared;
    }

    private static void compareDays(Truth truth, DSLContext sql, ComparedFigures compared) {
        var published = sql.selectFrom(FCT_DAILY_METRICS).fetchMap(FCT_DAILY_METRICS.DATE);
        compared.sameRows("day", truth.days().keySet(), published.keySet());
        truth.days().forEach((day, figures) -> {
            var row = published.get(day);
            if (row != null) {
                compareUse(figures, compared.row("day", day, row));
                compareMoney(figures, compared.row("day", day, row));
            }
        });
    }

    private static void compareUse(DayTruth truth, ComparedFigures.Row row) {
        var d = FCT_DAILY_METRICS;
        row.equal(d.DAILY_ACTIVE_USERS, truth.dailyActiveUsers())
                .equal(d.WEEKLY_ACTIVE_USERS, truth.weeklyActiveUsers())
                .equal(d.MONTHLY_ACTIVE_USERS, truth.monthlyActiveUsers())
                .ratio(d.STICKINESS, truth.dailyActiveUsers(), truth.monthlyActiveUsers())
                .equal(d.NEW_SIGNUPS, truth.newSignups())
                .equal(d.ACTIVATED_SIGNUPS, truth.activatedSignups())
                .ratio(d.ACTIVATION_RATE, truth.activatedSignups(), truth.newSignups())
                .equal(d.SESSIONS, truth.sessions())
                .ratio(d.AVG_SESSION_MINUTES, truth.sessionMinutes(), truth.sessions())
                .ratio(d.AVG_SESSION_DEPTH, truth.sessionEvents(), truth.sessions())
                .equal(d.EVENTS, truth.events());
    }

    private static void compareMoney(DayTruth truth, ComparedFigures.Row row) {
        var d = FCT_DAILY_METRICS;
        row.equal(d.NEW_TRIALS, truth.newTrials())
                .equal(d.NEW_SUBSCRIPTIONS, truth.newSubscriptions())
                .equal(d.CHURNED_SUBSCRIPTIONS, truth.churnedSubscriptions())
                .equal(d.ACTIVE_SUBSCRIPTIONS, truth.activeSubscriptions())
                .equal(d.PAYING_USERS, truth.payingUsers())
                .amount(d.MRR, truth.mrr())
                .amount(d.ARR, truth.mrr().multiply(TWELVE))
                .ratio(d.ARPU, truth.mrr(), truth.payingUsers())
                .equal(d.PAYMENTS, truth.payments())
                .equal(d.FAILED_PAYMENTS, truth.failedPayments())
                .ratio(d.PAYMENT_FAILURE_RATE, truth.failedPayments(), truth.payments())
                .amount(d.REVENUE, truth.revenue());
    }

    private static void compareMonths(Truth truth, DSLContext sql, ComparedFigures compared) {
        var m = FCT_MONTHLY_METRICS;
        var published = sql.selectFrom(m).fetchMap(row -> YearMonth.from(row.get(m.MONTH)));
        compared.sameRows("month", truth.months().keySet(), published.keySet());
        truth.months().forEach((month, figures) -> {
            var row = published.get(month);
            if (row != null) {
                compareAmounts(figures, compared.row("month", month, row));
                compareCustomers(figures, compared.row("month", month, row));
            }
        });
    }

    private static void compareAmounts(MonthTruth truth, ComparedFigures.Row row) {
        var m = FCT_MONTHLY_METRICS;
        var kept = truth.mrrStart()
                .add(truth.expansionMrr())
                .subtract(truth.contractionMrr())
                .subtract(truth.churnedMrr());
        row.amount(m.MRR_START, truth.mrrStart())
                .amount(m.NEW_MRR, truth.newMrr())
                .amount(m.REACTIVATION_MRR, truth.reactivationMrr())
                .amount(m.EXPANSION_MRR, truth.expansionMrr())
                .amount(m.CONTRACTION_MRR, truth.contractionMrr())
                .amount(m.CHURNED_MRR, truth.churnedMrr())
                .amount(m.MRR_END, truth.mrrEnd())
                .amount(m.ARR, truth.mrrEnd().multiply(TWELVE))
                .ratio(m.REVENUE_CHURN_RATE, truth.churnedMrr().add(truth.contractionMrr()), truth.mrrStart())
                .ratio(m.NET_REVENUE_RETENTION, kept, truth.mrrStart());
    }

    private static void compareCustomers(MonthTruth truth, ComparedFigures.Row row) {
        var m = FCT_MONTHLY_METRICS;
        row.equal(m.IS_COMPLETE, truth.complete())
                .equal(m.CUSTOMERS_START, truth.customersStart())
                .equal(m.CUSTOMERS_NEW, truth.customersNew())
                .equal(m.CUSTOMERS_REACTIVATED, truth.customersReactivated())
                .equal(m.CUSTOMERS_CHURNED, truth.customersChurned())
                .equal(m.CUSTOMERS_END, truth.customersEnd())
                .equal(m.INTRA_MONTH_CHURNED, truth.intraMonthChurned())
                .ratio(m.CUSTOMER_CHURN_RATE, truth.customersChurned(), truth.customersStart())
                .ratio(m.ARPU, truth.mrrEnd(), truth.customersEnd());
    }

    private static void compareCohorts(Truth truth, DSLContext sql, ComparedFigures compared) {
        var c = FCT_COHORT_RETENTION;
        var published = sql.selectFrom(c)
                .fetchMap(row -> new CohortMonth(YearMonth.from(row.get(c.COHORT_MONTH)), row.get(c.MONTH_NUMBER)));
        compared.sameRows("cohort", truth.cohorts().keySet(), published.keySet());
        truth.cohorts().forEach((key, figures) -> {
            var row = published.get(key);
            if (row != null) {
                compared.row("cohort", key, row)
                        .equal(c.IS_COMPLETE, figures.complete())
                        .equal(c.COHORT_SIZE, figures.cohortSize())
                        .equal(c.ACTIVE_USERS, figures.activeUsers())
                        .ratio(c.RETENTION_RATE, figures.activeUsers(), figures.cohortSize());
            }
        });
    }

    private static void compareAdoption(Truth truth, DSLContext sql, ComparedFigures compared) {
        var f = FCT_FEATURE_ADOPTION;
        var published = sql.selectFrom(f)
                .fetchMap(row -> new FeatureMonth(
                        YearMonth.from(row.get(f.MONTH)),
                        Feature.valueOf(row.get(f.FEATURE).toUpperCase(Locale.ROOT))));
        compared.sameRows("adoption", truth.adoption().keySet(), published.keySet());
        truth.adoption().forEach((key, figures) -> {
            var row = published.get(key);
            if (row != null) {
                compared.row("adoption", key, row)
                        .equal(f.IS_COMPLETE, figures.complete())
                        .equal(f.USERS, figures.users())
                        .equal(f.ACTIVE_USERS, figures.activeUsers())
                        .equal(f.NEW_ADOPTERS, figures.newAdopters())
                        .ratio(f.ADOPTION_RATE, figures.users(), figures.activeUsers());
            }
        });
    }
}
