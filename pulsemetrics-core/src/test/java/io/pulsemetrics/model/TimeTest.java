package io.pulsemetrics.model;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.model.Time.daysBetween;
import static io.pulsemetrics.model.Time.eachDay;
import static io.pulsemetrics.model.Time.eachMonth;
import static io.pulsemetrics.model.Time.monthOf;
import static io.pulsemetrics.model.Time.monthsBetween;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.model.Time.plusHours;
import static io.pulsemetrics.model.Time.plusMonths;
import static io.pulsemetrics.model.Time.startOf;
import static io.pulsemetrics.model.Time.utc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.shop.StgOrders;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In a session whose days begin elsewhere than UTC's, and where clocks skip midnight. */
class TimeTest {
    private static TestPostgres database;
    private static Connection connection;
    private static DSLContext context;

    @BeforeAll
    static void connect() throws SQLException {
        database = TestPostgres.database();
        connection = database.dataSource().getConnection();
        context = DSL.using(connection, SQLDialect.POSTGRES);
        context.execute("set time zone 'America/Sao_Paulo'");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
        database.close();
    }

    private static <T> T value(Field<T> expression) {
        return context.fetchSingle(DSL.select(expression)).value1();
    }

    private static Field<LocalDate> date(String day) {
        return DSL.inline(LocalDate.parse(day));
    }

    /** The day on which Sao Paulo had no midnight. */
    private static final Field<LocalDate> SKIPPED = date("2018-11-04");

    private static final Field<LocalDateTime> NOON = DSL.inline(LocalDateTime.parse("2026-03-04T12:30:15.000001"));

    @Test
    void reads_instants_as_utc() {
        assertThat(value(utc(DSL.inline(OffsetDateTime.parse("2026-03-04T01:00:00+13:00")))))
                .isEqualTo(LocalDateTime.parse("2026-03-03T12:00"));
    }

    @Test
    void goes_from_an_instant_to_its_day_and_back_to_midnight() {
        assertThat(value(day(NOON))).isEqualTo("2026-03-04");
        assertThat(value(startOf(SKIPPED))).isEqualTo(LocalDateTime.parse("2018-11-04T00:00"));
        assertThat(value(plusHours(NOON, -168))).isEqualTo(LocalDateTime.parse("2026-02-25T12:30:15.000001"));
    }

    @Test
    void cuts_days_down_to_weeks_months_and_years() {
        assertThat(value(Time.weekOf(date("2026-03-01")))).isEqualTo("2026-02-23");
        assertThat(value(Time.weekOf(date("2026-03-02")))).isEqualTo("2026-03-02");
        assertThat(value(monthOf(SKIPPED))).isEqualTo("2018-11-01");
        assertThat(value(Time.yearOf(SKIPPED))).isEqualTo("2018-01-01");
    }

    @Test
    void counts_days_and_months_between_days() {
        assertThat(value(daysBetween(date("2024-02-28"), date("2024-03-01")))).isEqualTo(2);
        assertThat(value(daysBetween(date("2024-03-01"), date("2024-02-28")))).isEqualTo(-2);
        assertThat(value(monthsBetween(date("2024-11-30"), date("2026-01-01")))).isEqualTo(14);
        assertThat(value(monthsBetween(date("2026-01-01"), date("2024-11-30")))).isEqualTo(-14);
    }

    @Test
    void adds_days_and_months() {
        assertThat(value(plusDays(SKIPPED, -1))).isEqualTo("2018-11-03");
        assertThat(value(plusDays(SKIPPED, DSL.inline(1)))).isEqualTo("2018-11-05");
        assertThat(value(plusMonths(date("2024-01-31"), 1))).isEqualTo("2024-02-29");
        assertThat(value(plusMonths(date("2024-01-31"), DSL.inline(-11)))).isEqualTo("2023-02-28");
    }

    @Test
    void lists_each_day_and_month() {
        assertThat(context.fetchValues(DSL.select(eachDay(date("2018-11-03"), date("2018-11-05")))))
                .containsExactly(
                        LocalDate.parse("2018-11-03"), LocalDate.parse("2018-11-04"), LocalDate.parse("2018-11-05"));
        assertThat(context.fetchValues(DSL.select(eachDay(date("2018-11-05"), date("2018-11-04")))))
                .isEmpty();
        assertThat(context.fetchValues(DSL.select(eachMonth(date("2025-12-31"), date("2026-02-01")))))
                .containsExactly(
                        LocalDate.parse("2025-12-01"), LocalDate.parse("2026-01-01"), LocalDate.parse("2026-02-01"));
    }

    @Test
    void knows_the_calendar() {
        var sunday = date("2027-01-03");

        assertThat(value(dateKey(sunday))).isEqualTo(20270103);
        assertThat(value(Time.yearNumber(sunday))).isEqualTo(2027);
        assertThat(value(Time.quarterNumber(sunday))).isEqualTo(1);
        assertThat(value(Time.monthNumber(sunday))).isEqualTo(1);
        assertThat(value(Time.isoWeekNumber(sunday))).isEqualTo(53);
        assertThat(value(Time.isoDayOfWeek(sunday))).isEqualTo(7);
        assertThat(value(Time.monthName(sunday))).isEqualTo("January");
        assertThat(value(Time.dayName(sunday))).isEqualTo("Sunday");
    }

    @Test
    void has_in_the_database_the_types_it_has_in_java() {
        for (var expression : everything(SKIPPED)) {
            assertThat(value(DSL.function("pg_typeof", Object.class, expression).cast(String.class)))
                    .as(expression.toString())
                    .isEqualTo(expression
                            .getDataType()
                            .getCastTypeName()
                            .replace("clob", "text")
                            .replace("timestamp", "timestamp without time zone"));
        }
    }

    @Test
    void is_transparent_to_lineage() {
        var o = StgOrders.STG_ORDERS.as("o");
        Select<?> query = DSL.select(everything(o.ORDERED_ON)).from(o);

        var lineage = Lineage.of(query);

        assertThat(lineage.opaque()).isEmpty();
        assertThat(lineage.columns())
                .allSatisfy(column -> assertThat(column.origins())
                        .extracting(Object::toString)
                        .containsExactly("staging.stg_orders.ordered_on"));
    }

    private static List<Field<?>> everything(Field<LocalDate> day) {
        return new ArrayList<>(List.of(
                startOf(day),
                day(startOf(day)),
                utc(startOf(day).cast(OffsetDateTime.class)),
                plusHours(startOf(day), 1),
                monthOf(day),
                Time.weekOf(day),
                Time.yearOf(day),
                daysBetween(day, day),
                monthsBetween(day, day),
                plusDays(day, 1),
                plusMonths(day, 1),
                eachDay(day, day),
                eachMonth(day, day),
                dateKey(day),
                Time.yearNumber(day),
                Time.quarterNumber(day),
                Time.isoWeekNumber(day),
                Time.isoDayOfWeek(day),
                Time.monthName(day),
                Time.dayName(day)));
    }
}
