package io.pulsemetrics.models;

import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class LandingUsersTest {
    @Test
    void lets_the_same_user_land_twice(DSLContext sql) {
        sql.insertInto(USERS, USERS.USER_ID).values(1L).values(1L).execute();

        assertThat(sql.fetchCount(USERS)).isEqualTo(2);
    }
}
