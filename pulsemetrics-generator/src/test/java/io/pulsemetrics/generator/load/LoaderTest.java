package io.pulsemetrics.generator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.rows.RawTable;
import io.pulsemetrics.generator.rows.RowCounts;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.models.raw.Tables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class LoaderTest {
    private static final SyntheticData DATA = SyntheticData.of(
                    Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(300))
            .withThreads(2);

    @TempDir
    private Path temporary;

    private static RowCounts count(DSLContext sql) {
        var rows = RowCounts.NONE;
        for (var table : RawTable.values()) {
            rows = rows.plus(table, sql.fetchCount(table.table()));
        }
        return rows;
    }

    private static List<String> content(DSLContext sql) {
        List<String> rows = new ArrayList<>();
        for (var table : RawTable.values()) {
            sql.select(table.columns())
                    .from(table.table())
                    .orderBy(table.columns().getFirst())
                    .forEach(row -> rows.add(table + ":" + row.valuesRow()));
        }
        return rows;
    }

    private static List<String> indexes(DSLContext sql) {
        return sql.resultQuery("select indexdef from pg_indexes where schemaname = 'raw' order by indexdef")
                .fetchInto(String.class);
    }

    @Test
    void loads_what_the_files_hold(DataSource dataSource, DSLContext sql) {
        var written = DATA.writeTo(temporary, Progress.NONE);
        var loaded = new Loader(dataSource, LoadOptions.replacing()).load(CsvDirectory.at(temporary));
        assertThat(loaded).isEqualTo(written).isEqualTo(count(sql));
        assertThat(loaded.users()).isEqualTo(300);
        assertThat(sql.fetchCount(
                        Tables.EVENTS, Tables.EVENTS.PROPERTIES.eq(JSONB.valueOf("{\"feature\": \"dashboard\"}"))))
                .isPositive();
    }

    @Test
    void loads_the_same_rows_straight_from_the_scenario(DataSource dataSource, DSLContext sql) {
        DATA.writeTo(temporary, Progress.NONE);
        new Loader(dataSource, LoadOptions.replacing()).load(CsvDirectory.at(temporary));
        var fromFiles = content(sql);
        var straight = DATA.loadInto(dataSource, LoadOptions.replacing());
        assertThat(straight).isEqualTo(count(sql));
        assertThat(content(sql)).isEqualTo(fromFiles);
    }

    @Test
    void replaces_the_rows_that_were_there(DataSource dataSource, DSLContext sql) {
        DATA.loadInto(dataSource, LoadOptions.replacing());
        var again = DATA.loadInto(dataSource, LoadOptions.replacing());
        assertThat(count(sql)).isEqualTo(again);
    }

    @Test
    void keeps_the_rows_that_were_there_when_it_appends(DataSource dataSource, DSLContext sql) {
        DATA.writeTo(temporary, Progress.NONE);
        new Loader(dataSource, LoadOptions.appending()).load(CsvDirectory.at(temporary));
        var once = count(sql);
        DATA.loadInto(dataSource, LoadOptions.appending());
        for (var table : RawTable.values()) {
            assertThat(count(sql).of(table)).isEqualTo(2 * once.of(table));
        }
    }

    @Test
    void leaves_the_indexes_as_they_were(DataSource dataSource, DSLContext sql) {
        sql.execute("create unique index odd on raw.users (lower(email)) include (user_id) where user_id > 0");
        sql.execute("create index told on raw.users (email)");
        sql.execute("comment on index raw.told is 'has a comment that a definition does not carry'");
        var before = indexes(sql);
        DATA.loadInto(dataSource, LoadOptions.replacing());
        assertThat(indexes(sql)).isEqualTo(before).hasSizeGreaterThan(2);
        assertThat(sql.fetchValue("select obj_description('raw.told'::regclass)"))
                .isEqualTo("has a comment that a definition does not carry");
    }

    @Test
    void gives_the_planner_statistics(DataSource dataSource, DSLContext sql) {
        var loaded = DATA.loadInto(dataSource, LoadOptions.replacing());
        assertThat(sql.fetchValue("select reltuples::bigint from pg_class where oid = 'raw.events'::regclass"))
                .isEqualTo(loaded.events());
    }

    @Test
    void tells_how_far_it_has_come(DataSource dataSource) {
        List<String> told = new ArrayList<>();
        DATA.writeTo(temporary, Progress.NONE);
        var rows = new Loader(
                        dataSource,
                        LoadOptions.replacing()
                                .withProgress((table, count) -> told.add(table.tableName() + " " + count)))
                .load(CsvDirectory.at(temporary));
        assertThat(told)
                .containsExactly(
                        "users 300",
                        "sessions " + rows.sessions(),
                        "events " + rows.events(),
                        "subscriptions " + rows.subscriptions(),
                        "payments " + rows.payments());
    }

    @Test
    void gives_up_when_another_session_uses_the_tables_for_too_long(
            DataSource dataSource, DSLContext sql, Connection other) throws SQLException {
        DATA.loadInto(dataSource, LoadOptions.replacing());
        var before = count(sql);
        other.setAutoCommit(false);
        DSL.using(other).execute("lock table raw.events in row exclusive mode");
        assertThatThrownBy(() ->
                        DATA.loadInto(dataSource, LoadOptions.replacing().withLockTimeout(Duration.ofMillis(200))))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "raw tables: another session has been using them for longer than this load may wait; the tables stay"
                                + " as they were. Load again when that session is done, or wait longer. [load-locked]");
        other.rollback();
        assertThat(count(sql)).isEqualTo(before);
    }

    @Test
    void waits_for_the_load_before_it(DataSource dataSource, DSLContext sql, Connection other) throws Exception {
        other.setAutoCommit(false);
        DSL.using(other).execute("lock table raw.users in access exclusive mode");
        var second = CompletableFuture.supplyAsync(() -> DATA.loadInto(dataSource, LoadOptions.replacing()));
        assertThat(second).isNotDone();
        other.rollback();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(count(sql));
    }

    @Test
    void asks_for_the_migration_where_the_tables_are_missing(DataSource dataSource, DSLContext sql) {
        sql.execute("drop table raw.payments");
        assertThatThrownBy(() -> DATA.loadInto(dataSource, LoadOptions.replacing()))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "raw tables: the load failed and the tables stay as they were: ERROR: relation \"raw.payments\" does"
                                + " not exist. Migrate the raw schema first. [load-failed]");
    }
}
