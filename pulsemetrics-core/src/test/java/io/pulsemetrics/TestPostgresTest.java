package io.pulsemetrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class TestPostgresTest {
    @Test
    void gives_each_test_an_empty_database_of_its_own() throws Exception {
        try (var one = TestPostgres.database();
                var other = TestPostgres.database()) {
            one.execute("create table t as select 1 as x");

            try (var connection = DriverManager.getConnection(one.url())) {
                assertThat(DSL.using(connection).fetchCount(DSL.table("t"))).isEqualTo(1);
            }
            try (var connection = other.dataSource().getConnection()) {
                assertThat(DSL.using(connection).fetchValue("select current_database()::text"))
                        .isEqualTo(other.name());
                assertThat(DSL.using(connection).fetchValue("select to_regclass('t')::text"))
                        .isNull();
            }
        }
    }
}
