package io.pulsemetrics.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.models.raw.Tables;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

@PostgresTest
class RawSchemaTest {
    @Test
    void names_the_five_raw_tables() {
        assertThat(RawSchema.tables())
                .extracting(Table::getName)
                .containsExactlyInAnyOrder("users", "sessions", "events", "subscriptions", "payments");
    }

    @Test
    void makes_every_generated_column_with_its_type(DataSource dataSource, DSLContext sql) {
        RawSchema.migrate(dataSource);

        for (var table : RawSchema.tables()) {
            assertThat(sql.select(table.fields()).from(table).fetch()).isEmpty();
        }
        assertThat(Tables.EVENTS.PROPERTIES.getType()).isEqualTo(JSONB.class);
        assertThat(Tables.EVENTS.EVENT_TIMESTAMP.getType()).isEqualTo(OffsetDateTime.class);
    }

    @Test
    void describes_every_table_and_column(DataSource dataSource, DSLContext sql) {
        RawSchema.migrate(dataSource);

        var undescribed = sql.fetch("""
                select c.relname, a.attname
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'raw'
                join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0
                where c.relkind = 'r' and c.relname <> 'flyway_schema_history'
                  and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)
                """);

        assertThat(undescribed).isEmpty();
    }

    @Test
    void does_nothing_the_second_time(DataSource dataSource, DSLContext sql) {
        RawSchema.migrate(dataSource);
        sql.insertInto(Tables.USERS, Tables.USERS.USER_ID).values(1L).execute();

        RawSchema.migrate(dataSource);

        assertThat(sql.fetchCount(Tables.USERS)).isEqualTo(1);
    }

    @Test
    void lets_dirty_rows_land_and_stamps_them(DataSource dataSource, DSLContext sql) {
        RawSchema.migrate(dataSource);
        var before = sql.select(currentOffsetDateTime()).fetchSingle().value1();
        sql.insertInto(Tables.USERS, Tables.USERS.USER_ID, Tables.USERS.EMAIL)
                .values(1L, null)
                .values(1L, " X@Y ")
                .values((Long) null, "")
                .execute();

        assertThat(sql.select(Tables.USERS._LOADED_AT).from(Tables.USERS).fetch(Tables.USERS._LOADED_AT))
                .hasSize(3)
                .allSatisfy(loaded ->
                        assertThat(loaded.withOffsetSameInstant(ZoneOffset.UTC)).isAfterOrEqualTo(before));
    }

    @Test
    void refuses_a_value_of_the_wrong_type(DataSource dataSource, DSLContext sql) {
        RawSchema.migrate(dataSource);

        assertThatThrownBy(() -> sql.insertInto(Tables.EVENTS)
                        .columns(Tables.EVENTS.PROPERTIES)
                        .values(inline(JSONB.valueOf("{")))
                        .execute())
                .hasMessageContaining("invalid input syntax for type json");
    }

    @Test
    void refuses_a_schema_of_other_origin(DataSource dataSource, DSLContext sql) {
        sql.execute("create schema raw");
        sql.execute("create table raw.users (id int)");

        assertThatThrownBy(() -> RawSchema.migrate(dataSource)).isInstanceOfSatisfying(PulseException.class, e -> {
            var problem = e.problems().getFirst();
            assertThat(problem.code()).isEqualTo(ErrorCode.MIGRATION_FAILED);
            assertThat(problem.where()).isEqualTo("schema raw");
            assertThat(problem.message()).startsWith("The migration failed: Found non-empty schema(s) \"raw\"");
        });
    }
}
