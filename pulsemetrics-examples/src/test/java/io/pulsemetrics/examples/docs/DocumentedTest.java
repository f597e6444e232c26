package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.examples.docs.FctDailySignups.FCT_DAILY_SIGNUPS;
import static io.pulsemetrics.examples.docs.WeeklySignups.WEEKLY_SIGNUPS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pulsemetrics.check.Audit;
import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.junit.jupiter.api.Test;

/** The documents' models do what the documents say. */
@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class DocumentedTest {
    private static final RunOptions OPTIONS = RunOptions.defaults()
            .withAsOf(Instant.parse("2026-06-30T23:59:59Z"))
            .withThreads(1);

    private static void signUp(DSLContext sql, long user, String at, boolean activated) {
        sql.insertInto(USERS)
                .columns(USERS.USER_ID, USERS.EMAIL, USERS.ACQUISITION_CHANNEL, USERS.SIGNUP_DATE, USERS.IS_ACTIVATED)
                .values(user, "u" + user + "@example.com", "organic", OffsetDateTime.parse(at), activated)
                .execute();
    }

    @Test
    void counts_the_sign_ups_of_a_day(DataSource dataSource, DSLContext sql) {
        signUp(sql, 1, "2026-06-01T10:00:00Z", true);
        signUp(sql, 2, "2026-06-01T11:00:00Z", false);
        signUp(sql, 3, "2026-06-02T11:00:00Z", true);
        signUp(sql, 4, "2026-07-01T11:00:00Z", true);

        var result = ModelRunner.of(Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS), dataSource)
                .with(OPTIONS)
                .run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(Documented.read(sql))
                .extracting(Record3::value1, Record3::value2, Record3::value3)
                .containsExactly(tuple(LocalDate.of(2026, 6, 1), 2L, 1L), tuple(LocalDate.of(2026, 6, 2), 1L, 1L));
        assertThat(sql.fetchValues(WEEKLY_SIGNUPS.SIGNUPS)).containsExactly(3L);
        assertThat(sql.fetch(Audit.violations(FCT_DAILY_SIGNUPS, new NoGapInSignups())))
                .isEmpty();
    }

    @Test
    void builds_models_without_classes(DataSource dataSource, DSLContext sql) {
        signUp(sql, 1, "2026-06-01T10:00:00Z", true);
        var byCountry = Documented.signupsByCountry();

        Documented.quickstart(dataSource, byCountry);
        var activity = ModelRunner.of(Project.of(Documented.activity()), dataSource)
                .with(OPTIONS)
                .run(all());

        assertThat(sql.fetchCount(byCountry)).isEqualTo(1);
        assertThat(activity.succeeded()).isTrue();
    }

    @Test
    void writes_the_same_selector_in_java_and_in_text() {
        assertThat(Documented.withSources().declaredSources()).hasSize(1);
        var selectors = Documented.selectors();

        assertThat(selectors.get(0)).isEqualTo(selectors.get(1));
    }
}
