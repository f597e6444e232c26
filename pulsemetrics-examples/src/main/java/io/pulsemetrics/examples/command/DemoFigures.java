package io.pulsemetrics.examples.command;

import static io.pulsemetrics.cli.TextTable.Column.left;
import static io.pulsemetrics.cli.TextTable.Column.right;
import static io.pulsemetrics.models.metrics.FctCohortRetention.FCT_COHORT_RETENTION;
import static io.pulsemetrics.models.metrics.FctDailyMetrics.FCT_DAILY_METRICS;
import static io.pulsemetrics.models.metrics.FctMonthlyMetrics.FCT_MONTHLY_METRICS;

import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.cli.TextTable;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What the published models say, read as an application reads them: with the types of the model classes. */
final class DemoFigures {
    private static final int DAYS = 14;
    private static final int COHORTS = 12;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final DSLContext sql;
    private final Terminal terminal;
    private final PrintWriter out;

    DemoFigures(DataSource dataSource, Terminal terminal, PrintWriter out) {
        this.sql = DSL.using(dataSource, SQLDialect.POSTGRES);
        this.terminal = terminal;
        this.out = out;
    }

    void print() {
        printActiveUsers();
        printRecurringRevenue();
        printRetention();
    }

    private void heading(String text) {
        out.println();
        out.println(terminal.strong(text));
    }

    private void printActiveUsers() {
        heading("Active users, the last %d days".formatted(DAYS));
        var d = FCT_DAILY_METRICS.as("d");
        var days = sql.select(d.DATE, d.DAILY_ACTIVE_USERS, d.WEEKLY_ACTIVE_USERS, d.MONTHLY_ACTIVE_USERS, d.STICKINESS)
                .from(d)
                .orderBy(d.DATE.desc())
                .limit(DAYS)
                .fetch();
        Collections.reverse(days);
        var table =
                new TextTable(out, List.of(left("day"), right("DAU"), right("WAU"), right("MAU"), right("stickiness")));
        days.forEach(day -> table.row(
                day.value1().toString(),
                Show.number(day.value2()),
                Show.number(day.value3()),
                Show.number(day.value4()),
                percent(day.value5())));
        table.end();
    }

    private void printRecurringRevenue() {
        heading("MRR by month, USD");
        var m = FCT_MONTHLY_METRICS.as("m");
        var table = new TextTable(
                out,
                List.of(
                        left("month"),
                        right("start"),
                        right("new"),
                        right("reactivated"),
                        right("expanded"),
                        right("contracted"),
                        right("churned"),
                        right("end"),
                        right("customers")));
        sql.selectFrom(m)
                .orderBy(m.MONTH)
                .forEach(row -> table.row(
                        month(row.get(m.MONTH)) + (row.get(m.IS_COMPLETE) ? "" : " so far"),
                        dollars(row.get(m.MRR_START)),
                        dollars(row.get(m.NEW_MRR)),
                        dollars(row.get(m.REACTIVATION_MRR)),
                        dollars(row.get(m.EXPANSION_MRR)),
                        dollars(row.get(m.CONTRACTION_MRR)),
                        dollars(row.get(m.CHURNED_MRR)),
                        dollars(row.get(m.MRR_END)),
                        Show.number(row.get(m.CUSTOMERS_END))));
        table.end();
    }

    /** A line for each of the last signup months: who was active in the months after, in percent. */
    private void printRetention() {
        heading("Retention: of those who signed up, how many % were active so many months later (* so far)");
        var c = FCT_COHORT_RETENTION.as("c");
        var columns = new ArrayList<>(List.of(left("signed up"), right("users")));
        for (int month = 0; month < COHORTS; month++) {
            columns.add(right(Integer.toString(month)));
        }
        var table = new TextTable(out, columns);
        var cohorts = sql
                .select(c.COHORT_MONTH, c.COHORT_SIZE, c.MONTH_NUMBER, c.RETENTION_RATE, c.IS_COMPLETE)
                .from(c)
                .where(c.MONTH_NUMBER.lt(COHORTS))
                .orderBy(c.COHORT_MONTH, c.MONTH_NUMBER)
                .fetch()
                .intoGroups(c.COHORT_MONTH)
                .values()
                .stream()
                .toList();
        for (var cohort : cohorts.subList(Math.max(0, cohorts.size() - COHORTS), cohorts.size())) {
            var cells = new ArrayList<String>();
            cells.add(month(cohort.getFirst().value1()));
            cells.add(Show.number(cohort.getFirst().value2()));
            cohort.forEach(cell -> cells.add(wholePercent(cell.value4()) + (cell.value5() ? "" : "*")));
            cells.addAll(Collections.nCopies(columns.size() - cells.size(), ""));
            table.row(cells);
        }
        table.end();
    }

    private static String month(LocalDate firstDay) {
        return firstDay.toString().substring(0, 7);
    }

    private static String dollars(BigDecimal amount) {
        return Show.amount(amount.setScale(0, RoundingMode.HALF_UP));
    }

    private static String percent(@Nullable BigDecimal ratio) {
        return ratio == null ? "-" : String.format(Locale.ROOT, "%.1f %%", ratio.multiply(HUNDRED));
    }

    private static String wholePercent(@Nullable BigDecimal ratio) {
        return ratio == null
                ? "-"
                : ratio.multiply(HUNDRED).setScale(0, RoundingMode.HALF_UP).toString();
    }
}
