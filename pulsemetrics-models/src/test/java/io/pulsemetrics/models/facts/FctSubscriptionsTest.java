package io.pulsemetrics.models.facts;

import static io.pulsemetrics.models.RawRow.subscription;
import static io.pulsemetrics.models.RawRow.trial;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.RawRow;
import io.pulsemetrics.models.SaasWarehouse;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class FctSubscriptionsTest {
    private static final String AS_OF = "2026-03-10T12:00";

    private static SaasWarehouse warehouse(DataSource source, RawRow... subscriptions) {
        return new SaasWarehouse(source)
                .land(user(1, "2026-01-01T00:00"), user(2, "2026-01-01T00:00"))
                .land(subscriptions)
                .build(AS_OF);
    }

    private static List<String> movements(SaasWarehouse warehouse) {
        return warehouse.rows(FCT_SUBSCRIPTIONS, FCT_SUBSCRIPTIONS.SUBSCRIPTION_ID, FCT_SUBSCRIPTIONS.MOVEMENT);
    }

    @Test
    void covers_the_days_from_start_to_the_day_before_the_end(DataSource source) {
        var warehouse = warehouse(
                source,
                subscription(1, 1, "2026-03-09T23:59"),
                subscription(2, 1, "2026-03-01T00:00").ended("2026-03-10T00:00", "cancelled"),
                subscription(3, 1, "2026-03-10T00:00").ended(AS_OF, "upgraded"),
                subscription(4, 1, "2026-03-01T08:00").ended("2026-03-01T09:00", "cancelled"),
                trial(5, 1, AS_OF, "starter"),
                subscription(6, 1, "2026-03-10T12:01"));

        assertThat(warehouse.rows(
                        FCT_SUBSCRIPTIONS,
                        FCT_SUBSCRIPTIONS.SUBSCRIPTION_ID,
                        FCT_SUBSCRIPTIONS.STATUS,
                        FCT_SUBSCRIPTIONS.START_DATE,
                        FCT_SUBSCRIPTIONS.END_DATE,
                        FCT_SUBSCRIPTIONS.IS_ACTIVE,
                        FCT_SUBSCRIPTIONS.IS_CHURNED,
                        FCT_SUBSCRIPTIONS.TENURE_DAYS))
                .containsExactly(
                        "1 | active | 2026-03-09 | null | true | false | 1",
                        "2 | cancelled | 2026-03-01 | 2026-03-10 | false | true | 9",
                        "3 | upgraded | 2026-03-10 | 2026-03-10 | false | false | 0",
                        "4 | cancelled | 2026-03-01 | 2026-03-01 | false | true | 0",
                        "5 | active | 2026-03-10 | null | true | false | 0");
    }

    @Test
    void does_not_know_an_end_after_as_of(DataSource source) {
        var warehouse = warehouse(
                source,
                subscription(1, 1, "2026-03-01T00:00").ended("2026-03-10T12:01", "cancelled"),
                trial(2, 1, "2026-03-01T00:00", "starter").ended("2026-04-01T00:00", "trial_ended"));

        assertThat(warehouse.rows(
                        FCT_SUBSCRIPTIONS,
                        FCT_SUBSCRIPTIONS.SUBSCRIPTION_ID,
                        FCT_SUBSCRIPTIONS.STATUS,
                        FCT_SUBSCRIPTIONS.ENDED_AT,
                        FCT_SUBSCRIPTIONS.END_DATE,
                        FCT_SUBSCRIPTIONS.IS_ACTIVE,
                        FCT_SUBSCRIPTIONS.IS_CHURNED,
                        FCT_SUBSCRIPTIONS.TENURE_DAYS))
                .containsExactly(
                        "1 | active | null | null | true | false | 9", "2 | active | null | null | true | false | 9");
    }

    @Test
    void tells_trials_and_first_purchases_user_by_user(DataSource source) {
        assertThat(movements(warehouse(
                        source,
                        trial(1, 1, "2026-01-01T00:00", "starter").ended("2026-01-15T00:00", "trial_ended"),
                        subscription(2, 1, "2026-01-15T00:00"),
                        subscription(3, 2, "2026-01-15T00:00"))))
                .containsExactly("1 | trial", "2 | new", "3 | new");
    }

    @Test
    void tells_by_value_what_follows_at_once(DataSource source) {
        assertThat(movements(warehouse(
                        source,
                        subscription(1, 1, "2026-01-01T00:00").ended("2026-01-10T00:00", "upgraded"),
                        subscription(2, 1, "2026-01-10T00:00")
                                .plan("professional", "99.00")
                                .ended("2026-01-20T00:00", "downgraded"),
                        trial(3, 1, "2026-01-19T00:00", "enterprise").ended("2026-01-20T00:00", "trial_ended"),
                        subscription(4, 1, "2026-01-20T00:00").ended("2026-01-30T00:00", "cancelled"),
                        subscription(5, 1, "2026-01-31T23:59"))))
                .containsExactly("1 | new", "2 | expansion", "3 | trial", "4 | contraction", "5 | renewal");
    }

    @Test
    void tells_a_reactivation_from_the_second_day_after_the_end_on(DataSource source) {
        assertThat(movements(warehouse(
                        source,
                        subscription(1, 1, "2026-01-01T00:00").ended("2026-01-10T23:59", "cancelled"),
                        subscription(2, 1, "2026-01-12T00:00").plan("enterprise", "299.00"),
                        subscription(3, 2, "2026-01-01T00:00").ended("2026-01-10T00:00", "cancelled"),
                        subscription(4, 2, "2026-01-11T23:59").plan("enterprise", "299.00"))))
                .containsExactly("1 | new", "2 | reactivation", "3 | new", "4 | expansion");
    }

    @Test
    void compares_one_that_is_held_beside_another_with_it(DataSource source) {
        assertThat(movements(warehouse(
                        source,
                        subscription(1, 1, "2026-01-01T00:00").plan("professional", "99.00"),
                        subscription(3, 1, "2026-01-20T00:00"),
                        subscription(2, 1, "2026-01-20T00:00").plan("enterprise", "299.00"))))
                .containsExactly("1 | new", "2 | expansion", "3 | contraction");
    }
}
