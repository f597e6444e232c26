package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.RawRow.at;
import static io.pulsemetrics.models.RawRow.event;
import static io.pulsemetrics.models.RawRow.payment;
import static io.pulsemetrics.models.RawRow.session;
import static io.pulsemetrics.models.RawRow.subscription;
import static io.pulsemetrics.models.RawRow.trial;
import static io.pulsemetrics.models.RawRow.use;
import static io.pulsemetrics.models.RawRow.user;
import static io.pulsemetrics.models.raw.Tables.SUBSCRIPTIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.models.RawRow;
import io.pulsemetrics.models.SaasWarehouse;
import java.math.BigDecimal;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Small histories whose figures were worked out by hand: the arithmetic stands beside them. */
@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class MetricsTest {
    private static RawRow activated(RawRow user, String instant) {
        return user.with(USERS.IS_ACTIVATED, true).with(USERS.ACTIVATED_AT, at(instant));
    }

    private static RawRow from(RawRow user, String channel) {
        return user.with(USERS.ACQUISITION_CHANNEL, channel);
    }

    @Test
    void counts_a_user_for_7_and_for_30_days_from_each_active_day(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-01-01T00:00"),
                        user(2, "2026-01-01T10:00"),
                        user(3, "2026-01-01T23:59"),
                        session(1, 1, "2026-01-01T00:00"),
                        session(2, 2, "2026-01-01T12:00"),
                        session(3, 3, "2026-01-01T23:59"),
                        event(1, 1, 1, "2026-01-01T00:00"),
                        event(2, 1, 1, "2026-01-01T00:09"),
                        event(3, 2, 2, "2026-01-01T12:00"),
                        event(4, 2, 2, "2026-01-07T23:59"),
                        event(5, 3, 3, "2026-01-01T23:59"),
                        event(6, 3, 3, "2026-01-08T00:00"),
                        event(7, 3, 3, "2026-02-07T12:01"))
                .build("2026-02-07T12:00");

        // User 1 is active on day 1, user 2 on days 1 and 7, user 3 on days 1 and 8. The last event is after as-of.
        // 01-07: [01-01, 01-07] holds all three. 01-08: [01-02, 01-08] holds 2 and 3. 01-13: [01-07, ..] holds 2 and 3.
        // 01-14: [01-08, ..] holds 3. 01-15: nobody. 01-30: [01-01, ..] holds all. 01-31: [01-02, ..] holds 2 and 3.
        // 02-05: [01-07, ..] holds 2 and 3. 02-06: [01-08, ..] holds 3. 02-07: [01-09, ..] nobody.
        assertThat(warehouse.query("""
                        select date, daily_active_users, weekly_active_users, monthly_active_users, round(stickiness, 4), events
                        from analytics.fct_daily_metrics
                        where date in ('2026-01-01', '2026-01-02', '2026-01-07', '2026-01-08', '2026-01-13', '2026-01-14',
                                       '2026-01-15', '2026-01-30', '2026-01-31', '2026-02-05', '2026-02-06', '2026-02-07')
                        order by date"""))
                .containsExactly(
                        "2026-01-01 | 3 | 3 | 3 | 1.0000 | 4",
                        "2026-01-02 | 0 | 3 | 3 | 0.0000 | 0",
                        "2026-01-07 | 1 | 3 | 3 | 0.3333 | 1",
                        "2026-01-08 | 1 | 2 | 3 | 0.3333 | 1",
                        "2026-01-13 | 0 | 2 | 3 | 0.0000 | 0",
                        "2026-01-14 | 0 | 1 | 3 | 0.0000 | 0",
                        "2026-01-15 | 0 | 0 | 3 | 0.0000 | 0",
                        "2026-01-30 | 0 | 0 | 3 | 0.0000 | 0",
                        "2026-01-31 | 0 | 0 | 2 | 0.0000 | 0",
                        "2026-02-05 | 0 | 0 | 2 | 0.0000 | 0",
                        "2026-02-06 | 0 | 0 | 1 | 0.0000 | 0",
                        "2026-02-07 | 0 | 0 | 0 | null | 0");
        assertThat(warehouse.query("select count(*), min(date), max(date) from analytics.fct_daily_metrics"))
                .containsExactly("38 | 2026-01-01 | 2026-02-07");
        assertThat(warehouse.query("""
                        SELECT date, daily_active_users, weekly_active_users, monthly_active_users
                        FROM analytics.fct_daily_metrics ORDER BY date DESC LIMIT 30;""")).hasSize(30).startsWith("2026-02-07 | 0 | 0 | 0", "2026-02-06 | 0 | 0 | 1");
    }

    @Test
    void gives_every_figure_of_a_day(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        activated(user(1, "2026-01-01T10:00"), "2026-01-08T10:00"),
                        activated(user(2, "2026-01-01T10:00"), "2026-01-08T10:01"),
                        user(3, "2026-01-01T11:00"),
                        session(1, 1, "2026-01-02T09:00"),
                        session(2, 2, "2026-01-02T23:55"),
                        event(1, 1, 1, "2026-01-02T09:01"),
                        event(2, 2, 2, "2026-01-02T23:56"),
                        event(3, 2, 2, "2026-01-03T00:01"),
                        trial(1, 1, "2026-01-02T00:00", "starter").ended("2026-01-10T00:00", "trial_ended"),
                        subscription(2, 2, "2026-01-02T08:00").ended("2026-01-05T08:00", "upgraded"),
                        subscription(3, 2, "2026-01-05T08:00").plan("professional", "99.00"),
                        subscription(4, 3, "2026-01-02T08:00").ended("2026-01-04T08:00", "cancelled"),
                        payment(1, 1, 2, 2, "2026-01-02T08:00"),
                        payment(2, 2, 4, 3, "2026-01-02T08:00").failed(1),
                        payment(3, 2, 4, 3, "2026-01-02T09:00").failed(2),
                        payment(4, 2, 4, 3, "2026-01-02T10:00"),
                        payment(5, 2, 4, 3, "2026-01-04T10:00").refunded())
                .build("2026-01-08T12:00");

        // 01-01: of 3 sign-ups, 1 after exactly 168 hours counts and 2 a minute later does not: 1/3.
        // 01-02: 2 sessions of 10 minutes with 1 and 2 events (one after midnight): depth 3/2; 2 events on the day
        // itself.
        //        2 x 29 MRR of 2 users; 4 attempts, 2 failed; cash 29 + 29.
        // 01-04: subscription 4 is gone; cash -29. 01-05: an upgrade is no churn and nothing new: MRR 99.
        assertThat(warehouse.query("""
                        select date, date_key, new_signups, activated_signups, round(activation_rate, 4), sessions,
                               round(avg_session_minutes, 2), round(avg_session_depth, 2), events
                        from analytics.fct_daily_metrics where date <= '2026-01-03' order by date"""))
                .containsExactly(
                        "2026-01-01 | 20260101 | 3 | 1 | 0.3333 | 0 | null | null | 0",
                        "2026-01-02 | 20260102 | 0 | 0 | null | 2 | 10.00 | 1.50 | 2",
                        "2026-01-03 | 20260103 | 0 | 0 | null | 0 | null | null | 1");
        assertThat(warehouse.query("""
                        select date, new_trials, new_subscriptions, churned_subscriptions, active_subscriptions, paying_users,
                               mrr, arr, round(arpu, 2), payments, failed_payments, round(payment_failure_rate, 4), revenue
                        from analytics.fct_daily_metrics where date <= '2026-01-05' order by date"""))
                .containsExactly(
                        "2026-01-01 | 0 | 0 | 0 | 0 | 0 | 0.00 | 0.00 | null | 0 | 0 | null | 0.00",
                        "2026-01-02 | 1 | 2 | 0 | 2 | 2 | 58.00 | 696.00 | 29.00 | 4 | 2 | 0.5000 | 58.00",
                        "2026-01-03 | 0 | 0 | 0 | 2 | 2 | 58.00 | 696.00 | 29.00 | 0 | 0 | null | 0.00",
                        "2026-01-04 | 0 | 0 | 1 | 1 | 1 | 29.00 | 348.00 | 29.00 | 0 | 0 | null | -29.00",
                        "2026-01-05 | 0 | 0 | 0 | 1 | 1 | 99.00 | 1188.00 | 99.00 | 0 | 0 | null | 0.00");
    }

    @Test
    void moves_mrr_from_month_to_month(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2025-12-20T00:00"),
                        user(2, "2025-12-20T00:00"),
                        user(3, "2025-12-20T00:00"),
                        user(4, "2025-12-20T00:00"),
                        user(5, "2025-12-20T00:00"),
                        user(6, "2025-12-20T00:00"),
                        // 1: two at once (29 + 99) in January, then 99 alone; upgraded to 299 on 03-10, within one day.
                        subscription(1, 1, "2026-01-05T00:00").ended("2026-02-10T00:00", "cancelled"),
                        subscription(2, 1, "2026-01-20T00:00")
                                .plan("professional", "99.00")
                                .ended("2026-03-10T09:00", "upgraded"),
                        subscription(3, 1, "2026-03-10T09:00").plan("enterprise", "299.00"),
                        // 2: 29 until the end of January (end on the first of February), back in March.
                        subscription(4, 2, "2026-01-10T00:00").ended("2026-02-01T00:00", "cancelled"),
                        subscription(5, 2, "2026-03-01T00:00"),
                        // 3: only a trial. 4: paid within February only. 5: starts and ends on one day.
                        trial(6, 3, "2026-01-01T00:00", "starter").ended("2026-01-15T00:00", "trial_ended"),
                        subscription(7, 4, "2026-02-03T00:00").ended("2026-02-20T00:00", "cancelled"),
                        subscription(8, 5, "2026-02-03T00:00").ended("2026-02-03T23:00", "cancelled"),
                        // 6: pays nothing for a paid plan.
                        subscription(9, 6, "2026-02-03T00:00").with(SUBSCRIPTIONS.MONTHLY_VALUE, BigDecimal.ZERO))
                .build("2026-03-20T12:00");

        // January: users 1 (128) and 2 (29) are new: 157.
        // February: 2 churned 29 (its last covered day is 01-31); 1 falls from 128 to 99: contraction 29; 4 came and
        // went.
        //   churn 1/2; revenue churn (29 + 29)/157; NRR (157 - 58)/157 = 99/157; ARPU 99/2, as 6 holds a subscription,
        // too;
        //   LTV 49.5 / 0.5 = 99.
        // March, partial: 1 rises by 200; 2 is back with 29: 328; ARPU 328/3; churn 0/1, so no LTV.
        assertThat(warehouse.query("""
                        select month, is_complete, mrr_start, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr,
                               churned_mrr, mrr_end
                        from analytics.fct_monthly_metrics order by month"""))
                .containsExactly(
                        "2025-12-01 | true | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00",
                        "2026-01-01 | true | 0.00 | 157.00 | 0.00 | 0.00 | 0.00 | 0.00 | 157.00",
                        "2026-02-01 | true | 157.00 | 0.00 | 0.00 | 0.00 | 29.00 | 29.00 | 99.00",
                        "2026-03-01 | false | 99.00 | 0.00 | 29.00 | 200.00 | 0.00 | 0.00 | 328.00");
        assertThat(warehouse.query("""
                        select month, customers_start, customers_new, customers_reactivated, customers_churned, customers_end,
                               intra_month_churned, round(customer_churn_rate, 4), round(revenue_churn_rate, 4),
                               round(net_revenue_retention, 4), round(arpu, 2), round(ltv, 2), arr
                        from analytics.fct_monthly_metrics order by month"""))
                .containsExactly(
                        "2025-12-01 | 0 | 0 | 0 | 0 | 0 | 0 | null | null | null | null | null | 0.00",
                        "2026-01-01 | 0 | 2 | 0 | 0 | 2 | 0 | null | null | null | 78.50 | null | 1884.00",
                        "2026-02-01 | 2 | 0 | 0 | 1 | 1 | 1 | 0.5000 | 0.3694 | 0.6306 | 49.50 | 99.00 | 1188.00",
                        "2026-03-01 | 1 | 0 | 1 | 0 | 2 | 0 | 0.0000 | 0.0000 | 3.0202 | 109.33 | null | 3936.00");
        assertThat(warehouse.query("""
                        select user_id, month, movement, mrr_start, mrr_end, mrr_change
                        from analytics.fct_mrr_movements order by user_id, month"""))
                .containsExactly(
                        "1 | 2026-01-01 | new | 0.00 | 128.00 | 128.00",
                        "1 | 2026-02-01 | contraction | 128.00 | 99.00 | -29.00",
                        "1 | 2026-03-01 | expansion | 99.00 | 299.00 | 200.00",
                        "2 | 2026-01-01 | new | 0.00 | 29.00 | 29.00",
                        "2 | 2026-02-01 | churned | 29.00 | 0.00 | -29.00",
                        "2 | 2026-03-01 | reactivation | 0.00 | 29.00 | 29.00",
                        "4 | 2026-02-01 | intra_month_churned | 0.00 | 0.00 | 0.00");
        // The overlap of user 1 is one paying user with two subscriptions; an upgrade is one change.
        assertThat(warehouse.query("""
                        select date, mrr_before, mrr_after, subscriptions_before, subscriptions_after
                        from analytics.fct_mrr_changes where user_id = 1 order by date"""))
                .containsExactly(
                        "2026-01-05 | 0.00 | 29.00 | 0 | 1",
                        "2026-01-20 | 29.00 | 128.00 | 1 | 2",
                        "2026-02-10 | 128.00 | 99.00 | 2 | 1",
                        "2026-03-10 | 99.00 | 299.00 | 1 | 1");
        assertThat(warehouse.query("""
                        select date, active_subscriptions, paying_users, mrr, churned_subscriptions
                        from analytics.fct_daily_metrics
                        where date in ('2026-01-31', '2026-02-01', '2026-02-03', '2026-02-10', '2026-03-10') order by date"""))
                .containsExactly(
                        "2026-01-31 | 3 | 2 | 157.00 | 0",
                        "2026-02-01 | 2 | 1 | 128.00 | 1",
                        "2026-02-03 | 4 | 3 | 157.00 | 0",
                        "2026-02-10 | 3 | 3 | 128.00 | 1",
                        "2026-03-10 | 3 | 3 | 328.00 | 0");
    }

    @Test
    void fills_the_grids_of_cohorts_and_features_with_zeros(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        user(1, "2026-01-31T23:59"),
                        user(2, "2026-01-01T00:00"),
                        user(3, "2026-03-02T00:00"),
                        session(1, 1, "2026-01-31T23:59"),
                        session(2, 2, "2026-03-01T00:00"),
                        session(3, 3, "2026-03-31T12:00"),
                        event(1, 1, 1, "2026-01-31T23:59"),
                        use(2, 2, 2, "2026-03-01T00:00", "reports"),
                        use(3, 2, 2, "2026-03-01T00:01", "reports"),
                        use(4, 1, 1, "2026-01-31T23:59", "reports"),
                        event(5, 3, 3, "2026-03-31T12:00"))
                .build("2026-03-31T12:00");

        // Cohort January has users 1 and 2: 1 is active in January, nobody in February, 2 in March. No cohort in
        // February.
        // March is not complete on its last day.
        assertThat(warehouse.query("""
                        select cohort_month, month_number, is_complete, cohort_size, active_users, round(retention_rate, 2)
                        from analytics.fct_cohort_retention order by cohort_month, month_number"""))
                .containsExactly(
                        "2026-01-01 | 0 | true | 2 | 1 | 0.50",
                        "2026-01-01 | 1 | true | 2 | 0 | 0.00",
                        "2026-01-01 | 2 | false | 2 | 1 | 0.50",
                        "2026-03-01 | 0 | false | 1 | 1 | 1.00");
        assertThat(warehouse.query("""
                        select month, feature, is_complete, users, active_users, round(adoption_rate, 2), new_adopters
                        from analytics.fct_feature_adoption where feature in ('reports', 'automation')
                        order by feature desc, month"""))
                .containsExactly(
                        "2026-01-01 | reports | true | 1 | 1 | 1.00 | 1",
                        "2026-02-01 | reports | true | 0 | 0 | null | 0",
                        "2026-03-01 | reports | false | 1 | 2 | 0.50 | 1",
                        "2026-01-01 | automation | true | 0 | 1 | 0.00 | 0",
                        "2026-02-01 | automation | true | 0 | 0 | null | 0",
                        "2026-03-01 | automation | false | 0 | 2 | 0.00 | 0");
        assertThat(warehouse.query("select count(*) from analytics.fct_feature_adoption"))
                .containsExactly("24");
    }

    @Test
    void weighs_what_users_of_a_channel_pay_against_what_they_cost(DataSource source) {
        var warehouse = new SaasWarehouse(source)
                .land(
                        activated(from(user(1, "2025-06-01T00:00"), "paid_search"), "2025-07-01T00:00"),
                        from(user(2, "2025-06-01T00:00"), "paid_search"),
                        from(user(3, "2025-06-01T00:00"), "organic"),
                        // 1 pays from June 2025; 2 from 2025-12-10 to 2026-02-10; 3 from 2026-03-05, in the current
                        // month.
                        subscription(1, 1, "2025-06-10T00:00"),
                        subscription(2, 2, "2025-12-10T00:00").ended("2026-02-10T00:00", "cancelled"),
                        subscription(3, 3, "2026-03-05T00:00").plan("professional", "99.00"))
                .build("2026-03-20T12:00");

        // The last 6 complete months are September to February. paid_search: customers at their starts 1, 1, 1, 1, 2
        // (January),
        // 2 (February) = 8; one churned: 1/8. ARPU 29, LTV 29 x 8 = 232, LTV:CAC 232/150, payback 150/29.
        // organic: no customer at a start: no churn rate; costs nothing: no LTV:CAC, payback 0/99.
        assertThat(warehouse.query("""
                        select channel_key, signups, activated, customers, customers_ever, mrr, round(arpu, 2),
                               round(churn_rate, 4), round(ltv, 2), cac, round(ltv_to_cac, 4), round(payback_months, 4)
                        from analytics.fct_channel_economics order by channel_key"""))
                .containsExactly(
                        "content | 0 | 0 | 0 | 0 | 0.00 | null | null | null | 80.00 | null | null",
                        "organic | 1 | 0 | 1 | 1 | 99.00 | 99.00 | null | null | 0.00 | null | 0.0000",
                        "paid_search | 2 | 1 | 1 | 2 | 29.00 | 29.00 | 0.1250 | 232.00 | 150.00 | 1.5467 | 5.1724",
                        "paid_social | 0 | 0 | 0 | 0 | 0.00 | null | null | null | 120.00 | null | null",
                        "referral | 0 | 0 | 0 | 0 | 0.00 | null | null | null | 50.00 | null | null");
    }

    @Test
    void has_no_rows_where_there_is_no_data_but_for_the_channels(DataSource source) {
        var warehouse = new SaasWarehouse(source).build("2026-03-20T12:00");

        for (var table : new String[] {
            "fct_daily_metrics",
            "fct_monthly_metrics",
            "fct_cohort_retention",
            "fct_feature_adoption",
            "fct_active_users"
        }) {
            assertThat(warehouse.query("select count(*) from analytics." + table))
                    .containsExactly("0");
        }
        assertThat(warehouse.query("select count(*), sum(signups) from analytics.fct_channel_economics"))
                .containsExactly("5 | 0");
    }
}
