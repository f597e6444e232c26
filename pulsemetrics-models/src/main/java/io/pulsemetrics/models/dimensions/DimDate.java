package io.pulsemetrics.models.dimensions;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.eachDay;
import static io.pulsemetrics.model.Time.monthNumber;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.model.Time.plusMonths;
import static io.pulsemetrics.model.Time.yearNumber;
import static io.pulsemetrics.model.Time.yearOf;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.when;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.model.Time;
import io.pulsemetrics.models.staging.StgUsers;
import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * One row per day, from the first of January of the first sign-up's year to the last of December of as-of's; with no sign-up,
 * as-of's year.
 */
public final class DimDate extends Dimension<DimDate> {
    /** The month in which the fiscal year begins, from 1 to 12. */
    public static final Parameter<Integer> FISCAL_YEAR_START_MONTH = Parameter.of(
            "fiscal_year_start_month",
            SQLDataType.INTEGER,
            2,
            "The month in which the fiscal year begins, from 1 to 12");

    public static final DimDate DIM_DATE = new DimDate(root());

    private DimDate(As as) {
        super(as, DimDate::new);
    }

    private final StgUsers u = ref(STG_USERS, "u");
    private final Field<Integer> fiscalStart = parameter(FISCAL_YEAR_START_MONTH);

    /** Every day of the calendar. */
    private final class CalendarDay extends Step<CalendarDay> {
        private CalendarDay(As as) {
            super(as, CalendarDay::new);
        }

        private final Field<LocalDate> firstYear = yearOf(coalesce(min(day(u.SIGNED_UP_AT)), asOfDate()));
        private final Field<LocalDate> lastDay = plusDays(plusMonths(yearOf(asOfDate()), 12), -1);
        final Column<LocalDate> DAY = column("day", eachDay(firstYear, lastDay));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(u).where(u.SIGNED_UP_AT.le(asOf()));
        }
    }

    private final CalendarDay c = step(CalendarDay::new).as("c");
    private final Field<Integer> monthsIntoFiscalYear =
            monthNumber(c.DAY).minus(fiscalStart).plus(inline(12)).mod(inline(12));

    public final Column<Integer> DATE_KEY =
            column("date_key", dateKey(c.DAY)).primaryKey().describedAs("The day as a number: yyyymmdd");
    public final Column<LocalDate> DATE =
            column("date", c.DAY).notNull().unique().describedAs("The UTC day");
    public final Column<Integer> ISO_WEEK = column("iso_week", Time.isoWeekNumber(c.DAY))
            .notNull()
            .range(1, 53)
            .describedAs("ISO 8601 week of the year");
    public final Column<LocalDate> WEEK_START =
            column("week_start", Time.weekOf(c.DAY)).notNull().describedAs("The Monday of the day's week");
    public final Column<Integer> MONTH =
            column("month", monthNumber(c.DAY)).notNull().range(1, 12).describedAs("Month of the year");
    public final Column<String> MONTH_NAME =
            column("month_name", Time.monthName(c.DAY)).notNull().describedAs("English name of the month");
    public final Column<Integer> QUARTER =
            column("quarter", Time.quarterNumber(c.DAY)).notNull().range(1, 4).describedAs("Quarter of the year");
    public final Column<Integer> YEAR =
            column("year", yearNumber(c.DAY)).notNull().describedAs("Calendar year");
    public final Column<Integer> DAY_OF_WEEK = column("day_of_week", Time.isoDayOfWeek(c.DAY))
            .notNull()
            .range(1, 7)
            .describedAs("ISO 8601 day of the week: 1 is Monday, 7 is Sunday");
    public final Column<String> DAY_NAME =
            column("day_name", Time.dayName(c.DAY)).notNull().describedAs("English name of the day of the week");
    public final Column<Boolean> IS_WEEKEND = column(
                    "is_weekend", DSL.field(Time.isoDayOfWeek(c.DAY).ge(inline(6))))
            .notNull()
            .describedAs("Whether it is a Saturday or Sunday");
    public final Column<Integer> FISCAL_YEAR = column(
                    "fiscal_year",
                    yearNumber(c.DAY)
                            .plus(when(
                                            fiscalStart
                                                    .gt(inline(1))
                                                    .and(monthNumber(c.DAY).ge(fiscalStart)),
                                            inline(1))
                                    .otherwise(inline(0))))
            .notNull()
            .describedAs("Fiscal year, named by the calendar year it ends in");
    public final Column<Integer> FISCAL_QUARTER = column(
                    "fiscal_quarter", monthsIntoFiscalYear.div(inline(3)).plus(inline(1)))
            .notNull()
            .range(1, 4)
            .describedAs("Quarter of the fiscal year");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(c);
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Days and how calendars name them");
    }
}
